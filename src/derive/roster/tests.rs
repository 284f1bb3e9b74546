use super::*;

static ZONE: TimeZone = TimeZone::UTC;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

fn month(text: &str) -> Period {
    text.parse().expect("a month")
}

fn facts() -> Vec<(String, Facts)> {
    vec![("o/r".to_owned(), Facts::default()), ("o/s".to_owned(), Facts::default())]
}

fn roster<'a>(
    facts: &'a [(String, Facts)],
    config: &'a Config,
    (people, groups): (&'a People, &'a Groups),
    activity: &Activity,
    guess: Option<Guess>,
) -> TeamRoster<'a> {
    let setting = RosterSetting { config, people, zone: &ZONE, groups };
    let teams = Teams::resolve(facts, config, people);
    TeamRoster::build(&setting, &teams.list[0], activity, || guess)
}

#[test]
fn members_come_from_github_where_a_team_says_so() {
    let text = "[[teams]]\nname = \"a\"\nmembers = [\"ann\"]\ngithub = \"o/Core\"\n\
                [[teams]]\nname = \"b\"\ngithub = \"o/gone\"\n";
    let config = Config::parse(text, "m.toml").expect("a configuration");
    let member = |team: &str, person: &str| TeamMember {
        repo: "o/r".into(),
        team: team.into(),
        person: person.into(),
    };
    let mut facts = facts();
    facts[0].1.team_members = vec![member("team:o/core", "bob"), member("team:o/web", "zoe")];
    let teams = Teams::resolve(&facts, &config, &People::default());
    let of = |index: usize| teams.list[index].members.iter().map(String::as_str).collect();
    assert_eq!((of(0), of(1)), (vec!["ann", "bob"], Vec::<&str>::new()));
}

#[test]
fn changes_belong_to_whose_paths_they_touch() {
    let text = "[[teams]]\nname = \"a\"\nmembers = [\"ann\"]\npaths = [\"services/a/\"]\n\
                [[teams]]\nname = \"b\"\nmembers = [\"bob\"]\npaths = [\"services/b/\", \"*.sql\"]\n";
    let config = Config::parse(text, "m.toml").expect("a configuration");
    let facts = facts();
    let teams = Teams::resolve(&facts, &config, &People::default());
    let of = |files: &[&str]| teams.of_paths("o/r", files);
    assert_eq!(of(&["services/b/x.rs"]), Some(1));
    assert_eq!(of(&["services/a/x.rs", "deep/y.sql", "z.sql"]), Some(1));
    assert_eq!(of(&["services/a/x.rs", "services/b/y.rs"]), None, "half is not more than half");
    assert_eq!(of(&[]), None);
}

#[test]
fn leaders_lead_within_their_dates() {
    let text = "[[teams]]\nname = 'core'\nmembers = ['pat', 'lea', 'ned']\n\
        [[leaders]]\nperson = 'lea'\nteam = 'core'\nto = 2026-03-31\naway = [['2026-02-02', '2026-02-08']]\n\
        [[leaders]]\nperson = 'ned'\nfrom = 2026-04-01\n";
    let text = text.replace("2026-03-31", "'2026-03-31'").replace("= 2026-04-01", "= '2026-04-01'");
    let config = Config::parse(&text, "test").expect("a configuration");
    let (facts, people) = (facts(), People::default());
    let named = groups([].iter(), &config, &people);
    let roster = roster(&facts, &config, (&people, &named), &Activity::default(), None);
    assert_eq!(roster.role("lea", at("2026-03-31T23:59:59Z")), Role::Leader);
    assert_eq!(roster.role("lea", at("2026-04-01T00:00:00Z")), Role::Peer);
    assert_eq!(roster.role("ned", at("2026-03-31T23:59:59Z")), Role::Peer);
    assert_eq!(roster.role("ned", at("2026-04-01T00:00:00Z")), Role::Leader);
    assert_eq!(roster.role("zoe", at("2026-04-01T00:00:00Z")), Role::Outsider);
    assert_eq!(roster.role("ghost", at("2026-04-01T00:00:00Z")), Role::Peer);
    assert_eq!(roster.role("ci[bot]", at("2026-04-01T00:00:00Z")), Role::Bot);
    assert!(roster.is_away("lea", at("2026-02-08T23:00:00Z")));
    assert!(!roster.is_away("lea", at("2026-02-09T00:00:00Z")));
    assert_eq!(roster.members("org/core").map(<[String]>::len), Some(3));
    assert_eq!(roster.members("org/other"), None);
}

#[test]
fn activity_makes_peers_for_three_months() {
    let mut activity = Activity::default();
    activity.reviewed("rae", month("2026-01"));
    activity.ready("two", month("2026-01"));
    activity.ready("two", month("2026-03"));
    activity.ready("one", month("2026-01"));
    let (facts, people, config) = (facts(), People::default(), Config::default());
    let named = groups([].iter(), &config, &people);
    let roster = roster(&facts, &config, (&people, &named), &activity, None);
    assert_eq!(roster.role("rae", at("2026-01-01T00:00:00Z")), Role::Peer);
    assert_eq!(roster.role("rae", at("2026-03-31T00:00:00Z")), Role::Peer);
    assert_eq!(roster.role("rae", at("2026-04-01T00:00:00Z")), Role::Outsider);
    assert_eq!(roster.role("two", at("2026-02-10T00:00:00Z")), Role::Outsider);
    assert_eq!(roster.role("two", at("2026-03-10T00:00:00Z")), Role::Peer);
    assert_eq!(roster.role("two", at("2026-04-10T00:00:00Z")), Role::Outsider);
    assert_eq!(roster.role("one", at("2026-02-10T00:00:00Z")), Role::Outsider);
    let rows = roster.entries();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].to, Some(at("2026-04-01T00:00:00Z")));
}

#[test]
fn inferred_leaders_say_so() {
    let guess = Guess { people: vec!["lea".into()], rule: "a rule".into() };
    let (facts, people, config) = (facts(), People::default(), Config::default());
    let named = groups([].iter(), &config, &people);
    let roster = roster(&facts, &config, (&people, &named), &Activity::default(), Some(guess));
    assert_eq!(roster.role("lea", at("1999-01-01T00:00:00Z")), Role::Leader);
    assert_eq!(roster.inferred_by(), Some("a rule"));
    assert_eq!(roster.entries()[0].from, None);
}

#[test]
fn work_belongs_to_its_authors_team() {
    let text = "[[teams]]\nname = 'a'\nmembers = ['ann']\n[[teams]]\nname = 'b'\n\
        members = ['bob']\nrepos = ['o/r']\nlabel = 'Team B'\n";
    let config = Config::parse(text, "test").expect("a configuration");
    let teams = Teams::resolve(&facts(), &config, &People::default());
    assert_eq!(teams.of("o/r", "bob"), 1);
    assert_eq!(teams.of("o/s", "bob"), 0);
    assert_eq!(teams.of("o/r", "zoe"), 0);
    assert!(teams.ambiguous("o/r", "zoe") && !teams.ambiguous("o/s", "zoe"));
    assert_eq!(teams.of_issue("o/r", "ann", "bug\nteam b"), 1);
}

#[test]
fn without_teams_each_repository_is_one() {
    let teams = Teams::resolve(&facts(), &Config::default(), &People::default());
    let names: Vec<&str> = teams.list.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["o/r", "o/s"]);
}
