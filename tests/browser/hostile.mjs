// A recording whose titles, names, labels and paths try to break out of the page: markup, quotes,
// marks that turn the reading direction, emoji, and 10,000 characters without a space.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { midspan, output } from './support.mjs';

/** A part of each text that comes through unchanged. */
export const MARKER = 'breakout';

const RUN = '<script>globalThis.ran=1</script><img src=x onerror="globalThis.ran=1">';
const TEXTS = [
  `${MARKER} ${RUN} "quoted' </style></title></textarea>`,
  `${MARKER} \u202Eesrever\u202C \u2066isolated\u2069 \u200F`,
  `${MARKER} 🧨👩‍👩‍👧‍👦 Z̷͖̈a̶l̴g̵o̷ 東京 العربية`,
  `${MARKER}${'W'.repeat(10_000)}`,
  `${MARKER} javascript:globalThis.ran=1 {{ 7 * 7 }} {% raw %} \${1} &lt;b class=evil&gt; <b class=evil>`,
  `${MARKER}\u0000\u001B[31m\r\n\tx <svg onload=globalThis.ran=1>`,
];
const text = (n) => TEXTS[n % TEXTS.length];
const PEOPLE = ['lead"><b class=evil>', 'ann', 'bob\u202E', 'cy', 'di', 'eve', 'flo'];
const user = (n) => ({ login: PEOPLE[n % PEOPLE.length], id: 100 + (n % PEOPLE.length), type: 'User' });

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5, 9);
const at = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function milestone(n) {
  const number = 1 + (n % TEXTS.length);
  return {
    number,
    title: text(number),
    description: text(number + 1),
    creator: user(0),
    created_at: at(START),
    updated_at: at(START + 24 * HOUR),
    due_on: at(START + (20 + 20 * number) * 24 * HOUR),
    state: 'open',
  };
}

/** One pull request: asked, answered by the lead or a peer, merged. */
function pull(n) {
  const author = 1 + (n % (PEOPLE.length - 1));
  const reviewer = n % 3 === 0 ? (author % (PEOPLE.length - 1)) + 1 : 0;
  const opened = START + n * 15 * HOUR;
  const merged = opened + (6 + (n % 30)) * HOUR;
  const number = n + 1;
  const event = (kind, ms, actor, more = {}) =>
    ({ event: kind, id: number * 10 + 1, actor: user(actor), created_at: at(ms), ...more });
  return {
    pull: {
      number,
      html_url: `https://github.example/northlight/hostile/pull/${number}`,
      state: 'closed',
      title: text(n),
      body: text(n + 1),
      user: user(author),
      labels: [{ name: text(n + 2) }],
      assignees: [],
      milestone: milestone(n),
      created_at: at(opened),
      updated_at: at(merged),
      closed_at: at(merged),
      merged_at: at(merged),
      merged_by: user(0),
      draft: false,
      head: { ref: text(n), sha: '0'.repeat(40) },
      base: { ref: 'main', sha: '1'.repeat(40) },
      additions: 20,
      deletions: 5,
      changed_files: 2,
      review_comments: 0,
    },
    events: [
      event('review_requested', opened + 60_000, author,
        { review_requester: user(author), requested_reviewer: user(reviewer) }),
      { event: 'reviewed', id: number * 10 + 2, user: user(reviewer), state: 'approved',
        body: `${text(n)} reads well`, submitted_at: at(merged - HOUR) },
      event('merged', merged, 0, { commit_id: '2'.repeat(40) }),
      event('closed', merged, 0),
    ],
    comments: [],
  };
}

const quoted = (value) => JSON.stringify(value);

let folder;
/** Writes the recording, imports it and reports on it; once a run. */
export function hostileReport() {
  if (folder) return folder;
  const base = join(output, 'hostile-source');
  rmSync(base, { recursive: true, force: true });
  const pulls = join(base, 'recording', 'pulls');
  mkdirSync(pulls, { recursive: true });
  const count = 140;
  for (let n = 0; n < count; n += 1) {
    writeFileSync(join(pulls, `${n + 1}.json`), JSON.stringify(pull(n)));
  }
  const recorded = at(START + count * 15 * HOUR + 60 * HOUR);
  writeFileSync(join(base, 'recording', 'state.json'), JSON.stringify({ last_backup: recorded }));
  const store = join(base, 'store');
  midspan('import', join(base, 'recording'), '--store', store);
  const config = join(base, 'midspan.toml');
  writeFileSync(config, `[[teams]]
name = ${quoted(`Team ${TEXTS[0]}`)}
members = [${PEOPLE.map(quoted).join(', ')}]

[[leaders]]
person = ${quoted(PEOPLE[0])}
`);
  folder = join(output, 'hostile');
  midspan('report', store, '--config', config, '--out', folder);
  return folder;
}

/** A path as git's fast-import takes it: quoted, with escapes, and no part that git refuses. */
function path(n) {
  const name = text(n).replaceAll('/', '|').replaceAll('\u0000', '').slice(0, 200);
  return quoted(`src/${name}/${name}.rs`).replaceAll(/\\u([0-9a-f]{4})/g, (_, code) =>
    `\\${parseInt(code, 16).toString(8).padStart(3, '0')}`);
}

/** A history whose paths, authors and subjects are hostile, with owners of every path. */
function history(months) {
  const data = (value) => `data ${Buffer.byteLength(value)}\n${value}\n`;
  const plain = (value) => value.replaceAll(/[\u0000<>\r\n]/g, ' ').slice(0, 300);
  const parts = [];
  for (let n = 0; n < months * 60; n += 1) {
    const who = `${plain(PEOPLE[n % PEOPLE.length])} <p${n % PEOPLE.length}@example.org>`;
    const when = `${Math.floor(START / 1000) + n * 12 * 3600} +0000`;
    const reviewer = plain(PEOPLE[(n + 1) % PEOPLE.length]);
    const subject = `${text(n).replaceAll('\u0000', '').slice(0, 300)}\n\nReviewed-by: ${reviewer} <p${(n + 1) % PEOPLE.length}@example.org>\n`;
    parts.push(`commit refs/heads/main\nauthor ${who} ${when}\ncommitter ${who} ${when}\n${data(subject)}`);
    parts.push(`M 100644 inline ${path(n)}\n${data(`${n}\n`)}`);
    if (n === 0) {
      parts.push(`M 100644 inline CODEOWNERS\n${data(`* @owner\nsrc/${RUN} @owner <b class=evil>\n`)}`);
    }
  }
  return parts.join('');
}

let checkout;
/** Makes a git repository of hostile names and reports on it; once a run. */
export function hostileCheckout() {
  if (checkout) return checkout;
  const base = join(output, 'hostile-history');
  rmSync(base, { recursive: true, force: true });
  mkdirSync(base, { recursive: true });
  const git = (args, input) => execFileSync('git', ['-C', base, ...args], { input, stdio: 'pipe' });
  git(['init', '--quiet', '--initial-branch=main']);
  git(['fast-import', '--quiet'], history(8));
  checkout = join(output, 'hostile-git');
  midspan('report', base, '--offline', '--until', '2026-06', '--out', checkout);
  return checkout;
}
