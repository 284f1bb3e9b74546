//! `midspan reference`: the pages under docs/ that the program itself can write.

use std::path::PathBuf;

use super::error::CliError;
use super::{pipeline, schema};
use crate::config;
use crate::render::reference;
use crate::signals::catalogue::Catalogue;
use crate::signals::definition::Definition;

/// Text above the tables of the data dictionary.
const TABLES: &str = include_str!("../render/reference/tables.md");
/// Text above the keys of the configuration.
const CONFIGURATION: &str = include_str!("../render/reference/configuration.md");

/// Write the pages of the signals, the data dictionary, the configuration and its schema
///
/// Example: midspan reference docs
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder to write to
    #[arg(value_name = "DIR")]
    to: PathBuf,
}

/// Writes the pages of the built-in signals.
pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let catalogue: Catalogue = pipeline::built_in()?;
    let definitions: Vec<&Definition> = catalogue.signals.iter().map(|s| &s.definition).collect();
    let mut pages = vec![
        ("TABLES.md".to_owned(), reference::tables_page(TABLES, &pipeline::tables_in_words())),
        (
            "CONFIGURATION.md".to_owned(),
            reference::configuration_page(CONFIGURATION, &config::schema()),
        ),
        ("midspan.schema.json".to_owned(), schema::of_config()?),
        ("signals/README.md".to_owned(), reference::signal_index(&definitions)),
    ];
    for signal in &catalogue.signals {
        let page = reference::signal_page(&signal.definition, &signal.sql);
        pages.push((format!("signals/{}.md", signal.definition.id), page));
    }
    std::fs::create_dir_all(args.to.join("signals"))
        .map_err(|e| CliError::output(&args.to.display().to_string(), e))?;
    for (name, text) in pages {
        let path = args.to.join(name);
        std::fs::write(&path, text)
            .map_err(|e| CliError::output(&path.display().to_string(), e))?;
    }
    Ok(())
}
