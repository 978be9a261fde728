import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import type { GitAuthor } from '../../platform/tenancy/rule-sink-settings.ts';

/** Commits what a sink wrote. */
export interface GitCommit {
  readonly directory: string;
  readonly author: GitAuthor;
  readonly cluster: string;
  /** Whether a changed file of the folder is ours; `isThere` is false for a removed one. */
  readonly isOurs: (name: string, isThere: boolean) => boolean;
}

const TIMEOUT_MS = 60_000;
const MAX_MESSAGE = 300;

/**
 * Commits the changed files of the folder that are ours, and nothing else: what others have staged
 * stays staged. Runs no hook, signs nothing, pushes nothing.
 * @returns what stood in the way; null when all is committed, or nothing had changed
 */
export async function commitOurs(commit: GitCommit, signal: AbortSignal): Promise<string | null> {
  const { directory, cluster } = commit;
  const run = (args: readonly string[], input = '') => git(commit, args, input, signal);
  const prefix = await run(['rev-parse', '--show-prefix']);
  if (prefix.kind === 'failed') return told(prefix.message, directory);
  const status = await run([
    'status',
    '--porcelain=v1',
    '-z',
    '--no-renames',
    '--untracked-files=all',
    '--',
    '.',
  ]);
  if (status.kind === 'failed') return told(status.message, directory);
  const names = changedNames(status.text, prefix.text.trimEnd(), commit.isOurs);
  if (names.length === 0) return null;
  const paths = `${names.join('\0')}\0`;
  const only = ['--pathspec-from-file=-', '--pathspec-file-nul'];
  const added = await run(['add', '--all', ...only], paths);
  if (added.kind === 'failed') return told(added.message, directory);
  const files = names.length === 1 ? '1 file' : `${names.length} files`;
  const message = `tocsin: rules of cluster ${cluster}, ${files} changed`;
  const made = await run(['commit', '--quiet', '--only', '-m', message, ...only], paths);
  return made.kind === 'failed' ? told(made.message, directory) : null;
}

/** Names in the folder itself, from `XY path` entries that are relative to the repository. */
function changedNames(
  status: string,
  prefix: string,
  isOurs: GitCommit['isOurs'],
): readonly string[] {
  return status.split('\0').flatMap((entry) => {
    const [index = ' ', tree = ' '] = entry;
    const path = entry.slice(3);
    if (!path.startsWith(prefix)) return [];
    const name = path.slice(prefix.length);
    const isThere = tree === ' ' ? index !== 'D' : tree !== 'D';
    return name !== '' && !name.includes('/') && isOurs(name, isThere) ? [name] : [];
  });
}

type GitOutcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string };

const ALWAYS = [
  '--literal-pathspecs',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'commit.gpgSign=false',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.quotePath=false',
];

async function git(
  { directory, author }: GitCommit,
  args: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<GitOutcome> {
  const child = spawn('git', [...ALWAYS, ...args], {
    cwd: directory,
    env: environmentOf(author),
    timeout: TIMEOUT_MS,
    signal,
  });
  const exit = new Promise<number | null | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  child.stdin.on('error', () => undefined); // it ended before it read all: its exit says why
  child.stdin.end(input);
  const [ended, out, err] = await Promise.all([exit, buffer(child.stdout), buffer(child.stderr)]);
  signal.throwIfAborted();
  if (ended instanceof Error) {
    const isMissing = 'code' in ended && ended.code === 'ENOENT';
    return failed(isMissing ? 'git is not installed here' : 'git cannot be started');
  }
  if (ended === 0) return { kind: 'done', text: out.toString('utf8') };
  if (ended === null) return failed(`git ${args[0]} did not end in time`);
  const words = (err.length > 0 ? err : out).toString('utf8').trim();
  return failed(`git ${args[0]} failed (${ended}): ${words}`);
}

/** Nothing of ours but where programs and its own settings are. */
function environmentOf({ name, email }: GitAuthor): Record<string, string> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME = '/' } = process.env;
  return {
    PATH,
    HOME,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

/** The first words of git, which name no path of ours. */
function told(message: string, directory: string): string {
  const text = message.replaceAll(directory, 'the folder').replaceAll(/\s+/g, ' ').trim();
  const short = text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
  return `the objects are written, but not committed: ${short}`;
}

function failed(message: string): GitOutcome {
  return { kind: 'failed', message };
}
