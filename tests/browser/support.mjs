// What the browser tests share: places, the program, the browser.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
export const project = resolve(here, '../..');
export const approved = join(here, 'approved');
export const output = join(project, 'target', 'browser');
mkdirSync(output, { recursive: true });

/** Runs midspan and gives what it printed. */
export function midspan(...args) {
  const program = process.env.MIDSPAN ?? join(project, 'target', 'debug', 'midspan');
  if (!existsSync(program)) throw new Error(`${program} is missing: run \`cargo build\` first`);
  return execFileSync(program, args, { cwd: project, encoding: 'utf8', stdio: 'pipe' });
}

/** The report of the invented example, written anew once a run. */
let example;
export function exampleReport() {
  if (!example) {
    example = join(output, 'example');
    midspan('report', 'fixtures/example', '--out', example);
  }
  return example;
}

/** Chromium from the system: this package downloads none. */
export async function browser() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: install chromium`);
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });
}
