// Checks every document in queries/github against GitHub's published schema, and holds its documented
// cost to a budget. What a query costs, as GitHub documents it: each connection with a page size counts
// one request for each parent that it may have; their sum over 100, rounded, and at least 1. Nodes are
// what it may return at most; GitHub refuses more than 500,000.
import fs from 'node:fs';
import { buildSchema, getNamedType, isCompositeType, parse, specifiedRules, validate, Kind } from 'graphql';

const folder = new URL('../../queries/github/', import.meta.url);
const read = (name) => fs.readFileSync(new URL(name, folder), 'utf8');
const sdl = fs.readFileSync(new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema')), 'utf8');
const schema = buildSchema(sdl, { assumeValidSDL: true });

// Most points and nodes of one request, at the largest page that the program asks for.
const BUDGET = {
  access: [1, 10], checks: [1, 10_000], checks_access: [1, 1], issues: [3, 23_000], labels: [1, 100], milestones: [1, 100],
  pull_requests: [1, 12_000], repositories: [1, 100], repository: [1, 210], rules: [1, 2_100],
  teams: [1, 5_100], timelines: [1, 10_000],
};
// The largest page, and the most ids, that the program fills in.
const SIZES = { issues: 100, pull_requests: 49 };
const IDS = { checks: 100, timelines: 49 };

function cost(name, document) {
  const number = (value) => {
    if (value?.kind === Kind.INT) return Number(value.value);
    if (value?.kind === Kind.VARIABLE) return value.name.value === 'ids' ? IDS[name] : SIZES[name];
    return undefined;
  };
  const fragments = new Map(document.definitions.filter((d) => d.kind === Kind.FRAGMENT_DEFINITION).map((d) => [d.name.value, d]));
  const operation = document.definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION);
  let requests = 0;
  let nodes = 0;
  const walk = (set, type, parents) => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        walk(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), parents);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type, parents);
      } else {
        const field = type.getFields?.()[selection.name.value];
        if (!field || !isCompositeType(getNamedType(field.type))) continue;
        const argument = (name) => selection.arguments.find((a) => a.name.value === name)?.value;
        const page = number(argument('first')) ?? number(argument('last'));
        let below = parents;
        if (page !== undefined) {
          requests += parents;
          nodes += parents * page;
          below = parents * page;
        } else if (argument('ids')) {
          below = parents * number(argument('ids'));
        }
        walk(selection.selectionSet, getNamedType(field.type), below);
      }
    }
  };
  walk(operation.selectionSet, schema.getQueryType(), 1);
  return [Math.max(1, Math.round(requests / 100)), nodes];
}

let failures = 0;
const fail = (name, message) => {
  failures += 1;
  console.error(`${name}: ${message}`);
};
const check = (text) => {
  try {
    const document = parse(text);
    return [document, validate(schema, document, specifiedRules).map((e) => e.message)];
  } catch (error) {
    return [undefined, [error.message]];
  }
};

const documents = fs.readdirSync(folder).filter((f) => f.endsWith('.graphql')).sort();
for (const file of documents) {
  const name = file.replace('.graphql', '');
  const first = read(file);
  const fragments = /^# with:(.*)$/m.exec(first)?.[1].trim().split(/\s+/).filter(Boolean) ?? [];
  const text = [first, ...fragments.map((f) => read(`fragments/${f}.graphql`))].join('');
  const [document, errors] = check(text);
  errors.forEach((message) => fail(name, message));
  if (!document) continue;
  const [points, nodes] = cost(name, document);
  const budget = BUDGET[name];
  console.log(`${name}: ${points} point${points === 1 ? '' : 's'}, at most ${nodes} nodes`);
  if (!budget) fail(name, 'has no budget');
  else if (points > budget[0] || nodes > budget[1]) fail(name, `exceeds its budget of ${budget[0]} points and ${budget[1]} nodes`);
}
for (const name of Object.keys(BUDGET)) {
  if (!documents.includes(`${name}.graphql`)) fail(name, 'has a budget but no document');
}
// A check that never fails checks nothing.
if (check('query { repository(owner: "a", name: "b") { pullRequests(first: 1) { nodes { mergedAtt } } } }')[1].length === 0) {
  fail('check', 'a misspelt field was not noticed');
}
console.log(`${documents.length} documents checked, ${failures} failures`);
process.exit(failures ? 1 : 0);
