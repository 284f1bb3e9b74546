//! Runs SQL over the tables that `midspan export` wrote, so that other engines can be measured on the
//! same files; `benches/compare` does that.
//!
//! ```text
//! cargo bench --bench sql -- DIR           # every signal
//! cargo bench --bench sql -- DIR 'SELECT'  # one question
//! ```
//!
//! Prints how many rows came of it. Without a folder there is nothing to do.

use std::error::Error;
use std::path::Path;

use midspan::signals::catalogue::Catalogue;
use midspan::signals::engine::{AT_ONCE, Engine};
use midspan::store::frame::Columns;
use midspan::store::parts;

/// As the program has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    // Cargo adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench" && a != "--test");
    let Some(folder) = arguments.next() else {
        println!("give a folder of tables: cargo bench --bench sql -- DIR");
        return Ok(());
    };
    let engine = tables(Path::new(&folder))?;
    let rows = match arguments.next() {
        Some(question) => engine.query(&question)?.first().map_or(0, |c| c.values.len()),
        None => signals(&engine)?,
    };
    println!("{rows}");
    Ok(())
}

fn tables(folder: &Path) -> Result<Engine> {
    let mut engine = Engine::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "parquet")
            && let Some(name) = path.file_stem().and_then(|n| n.to_str())
        {
            engine.register_columns(name, Columns::of(&parts::read_unlisted(&path)?))?;
        }
    }
    Ok(engine)
}

fn signals(engine: &Engine) -> Result<usize> {
    let catalogue = Catalogue::built_in()?;
    let mut rows = 0;
    for result in engine.observe_all(&catalogue, AT_ONCE)? {
        rows += result.observations?.len();
    }
    Ok(rows)
}
