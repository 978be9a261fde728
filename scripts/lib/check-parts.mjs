import { inRoot } from './root.mjs';
import { runCaptured } from './run-command.mjs';

/**
 * @typedef {{ ok: boolean, summary: string, details: readonly string[] }} PartResult
 * @typedef {{ name: string, run: () => Promise<PartResult> }} CheckPart
 */

/** What `npm run check` measures, in order. @type {readonly CheckPart[]} */
const checkParts = [
  { name: 'types', run: types },
  { name: 'lint and format', run: lint },
  { name: 'imports', run: imports },
  { name: 'sizes', run: sizes },
  { name: 'words', run: words },
];

/** @returns {Promise<PartResult>} */
async function types() {
  const args = ['--allowJs', '--checkJs', '--tsBuildInfoFile', '.cache/tsbuildinfo-check'];
  const done = await runCaptured(process.execPath, [
    inRoot('node_modules/typescript/bin/tsc'),
    '--pretty',
    'false',
    ...args,
  ]);
  const details = done.stdout.split('\n').filter((line) => line !== '');
  const count = details.filter((line) => / error TS\d+/.test(line)).length;
  return { ok: done.code === 0, summary: count === 0 ? 'no errors' : `${count} errors`, details };
}

/** @returns {Promise<PartResult>} */
async function lint() {
  const args = [
    inRoot('node_modules/@biomejs/biome/bin/biome'),
    'check',
    '--colors=off',
    '--max-diagnostics=60',
    '.',
  ];
  const done = await runCaptured(process.execPath, args);
  const summary = /Checked .*/.exec(done.stdout + done.stderr)?.[0] ?? 'biome said nothing';
  const ok = done.code === 0;
  return { ok, summary, details: ok ? [] : (done.stdout + done.stderr).trim().split('\n') };
}

/** @returns {Promise<PartResult>} */
async function imports() {
  const { checkImports } = await import('./check-imports.mjs');
  const { files, edges, faults } = checkImports();
  return {
    ok: faults.length === 0,
    summary: `${edges} imports in ${files} files, ${faults.length} forbidden or in a cycle`,
    details: faults,
  };
}

/** @returns {Promise<PartResult>} */
async function sizes() {
  const { checkSizes } = await import('./check-sizes.mjs');
  const { files, functions, faults } = checkSizes();
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
  const faults = checkWords();
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
  const [first, ...others] = checkParts;
  const besides = async () => {
    for (const part of others) await run(part);
  };
  await Promise.all([first === undefined ? undefined : run(first), besides()]);
}

/**
 * Runs one part and prints its line and details.
 * @param {CheckPart} part @returns {Promise<PartResult>}
 */
export async function runPart(part) {
  const started = performance.now();
  const result = await part.run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${part.name}: ${result.summary} (${seconds} s)`);
  for (const detail of result.details) console.log(`       ${detail}`);
  return result;
}
