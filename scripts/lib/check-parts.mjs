import { constants } from 'node:os';
import { inRoot } from './root.mjs';
import { runCaptured } from './run-command.mjs';

/**
 * @typedef {{ ok: boolean, summary: string, details: readonly string[] }} PartResult
 * @typedef {{ name: string, run: (priority?: number) => Promise<PartResult> }} CheckPart
 */

/** The long ones, each by a program of its own. @type {readonly CheckPart[]} */
export const PROGRAMS = [
  { name: 'types', run: types },
  { name: 'lint and format', run: lint },
];

/** The short ones, within this process. @type {readonly CheckPart[]} */
export const OWN_PARTS = [
  { name: 'imports', run: imports },
  { name: 'sizes', run: sizes },
  { name: 'words', run: words },
];

/** Of a program that only takes what others leave of the processor. */
export const LEFT_OVER = constants.priority.PRIORITY_LOW;

/** @param {number} [priority] @returns {Promise<PartResult>} */
async function types(priority) {
  const args = ['--allowJs', '--checkJs', '--tsBuildInfoFile', '.cache/tsbuildinfo-check'];
  const done = await runCaptured(
    process.execPath,
    [inRoot('node_modules/typescript/bin/tsc'), '--pretty', 'false', ...args],
    { priority },
  );
  const details = done.stdout.split('\n').filter((line) => line !== '');
  const count = details.filter((line) => / error TS\d+/.test(line)).length;
  return { ok: done.code === 0, summary: count === 0 ? 'no errors' : `${count} errors`, details };
}

/** @param {number} [priority] @returns {Promise<PartResult>} */
async function lint(priority) {
  const args = [
    inRoot('node_modules/@biomejs/biome/bin/biome'),
    'check',
    '--colors=off',
    '--max-diagnostics=60',
    '.',
  ];
  const done = await runCaptured(process.execPath, args, { priority });
  const summary = /Checked .*/.exec(done.stdout + done.stderr)?.[0] ?? 'biome said nothing';
  const ok = done.code === 0;
  return { ok, summary, details: ok ? [] : (done.stdout + done.stderr).trim().split('\n') };
}

/**
 * What the short parts share, because most of their time is parsing; a gigabyte, given up by the last.
 * @type {readonly import('./source-tree.mjs').Source[] | undefined}
 */
let parsed;

async function sources() {
  const { readSources } = await import('./source-tree.mjs');
  parsed ??= readSources();
  return parsed;
}

/** @returns {Promise<PartResult>} */
async function imports() {
  const { checkImports } = await import('./check-imports.mjs');
  const { files, edges, faults } = checkImports(await sources());
  return {
    ok: faults.length === 0,
    summary: `${edges} imports in ${files} files, ${faults.length} forbidden or in a cycle`,
    details: faults,
  };
}

/** @returns {Promise<PartResult>} */
async function sizes() {
  const { checkSizes } = await import('./check-sizes.mjs');
  const { files, functions, faults } = checkSizes(await sources());
  const worst = [...files.slice(0, 5), ...functions.slice(0, 5)];
  return {
    ok: faults.length === 0,
    summary: `${faults.length} over the limit; the longest:`,
    details: [...worst.map(({ lines, what }) => `${lines} lines  ${what}`), ...faults],
  };
}

/** @returns {Promise<PartResult>} */
async function words() {
  const { checkWords } = await import('./check-words.mjs');
  const faults = checkWords(await sources());
  parsed = undefined;
  return {
    ok: faults.length === 0,
    summary: `${faults.length} forbidden constructs`,
    details: faults,
  };
}

/**
 * Every part, by what runs it. Types take one core for as long as all others take another.
 * @param {(part: CheckPart) => Promise<void>} run
 */
export async function eachPart(run) {
  const [first, ...others] = [...PROGRAMS, ...OWN_PARTS];
  const besides = async () => {
    for (const part of others) await run(part);
  };
  await Promise.all([first === undefined ? undefined : run(first), besides()]);
}

/**
 * Runs one part and prints its line and details.
 * @param {CheckPart} part @param {number} [priority] of its program (ours)
 * @returns {Promise<PartResult>}
 */
export async function runPart(part, priority) {
  const started = performance.now();
  const result = await part.run(priority);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${part.name}: ${result.summary} (${seconds} s)`);
  for (const detail of result.details) console.log(`       ${detail}`);
  return result;
}
