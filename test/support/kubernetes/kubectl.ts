import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverTool } from '../server-tools.ts';
import { removeFolder, tempFolder } from '../temp-folder.ts';
import { waitUntil } from '../wait-until.ts';
import type { Kubernetes } from './start-kubernetes.ts';

/** How a run ended. */
export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that goes on, such as a watch. */
export interface KubectlRun {
  /** What it has printed, once it has printed all of these. */
  output(...parts: readonly string[]): Promise<string>;
  stop(): Promise<KubectlResult>;
}

/** The system's `kubectl`, as one identity of a cluster, with a home folder of its own. */
export interface Kubectl {
  /** @param input what it reads from `-f -` */
  run(args: readonly string[], input?: string): Promise<KubectlResult>;
  /** The same; what it printed. @throws Error when it refuses, with what it said */
  ok(args: readonly string[], input?: string): Promise<string>;
  start(args: readonly string[]): KubectlRun;
  /** Removes its home folder. */
  close(): void;
}

/** Major and minor of the `kubectl` of this machine: 1.20 knows no OpenAPI v3, from 1.27 on it does. */
export function kubectlMinor(): number {
  return Number(serverTool('kubectl').version.split('.')[1] ?? 0);
}

/** Needs the tool `kubectl`. */
export function kubectlOf(cluster: Kubernetes, identity = 'admin', namespace = 'default'): Kubectl {
  const home = tempFolder('kubectl');
  const config = join(home, 'kubeconfig');
  writeFileSync(config, cluster.kubeconfig(identity, namespace), { mode: 0o600 });
  const environment = { PATH: process.env.PATH ?? '', HOME: home, KUBECONFIG: config };
  const run = (args: readonly string[], input?: string) => launch(args, environment, input).ended;
  return {
    run,
    ok: async (args, input) => {
      const { code, stdout, stderr } = await run(args, input);
      if (code === 0) return stdout;
      throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    },
    start: (args) => goingOn(launch(args, environment)),
    close: () => removeFolder(home),
  };
}

interface Launched {
  readonly child: ChildProcess;
  readonly printed: () => string;
  readonly ended: Promise<KubectlResult>;
}

function launch(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input?: string,
): Launched {
  const { path, libraries } = serverTool('kubectl');
  const all = libraries === undefined ? env : { ...env, LD_LIBRARY_PATH: libraries };
  const child = spawn(path, [...args], { env: all, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined); // it may end without reading
  child.stdin.end(input ?? '');
  const ended = new Promise<KubectlResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 128, stdout, stderr }));
  });
  return { child, printed: () => stdout, ended };
}

function goingOn({ child, printed, ended }: Launched): KubectlRun {
  return {
    output: (...parts) =>
      waitUntil(() => parts.every((part) => printed().includes(part)) && printed(), {
        what: `kubectl to print ${parts.join(', ')}`,
      }),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
