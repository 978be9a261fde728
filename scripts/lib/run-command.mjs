import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { root } from './root.mjs';

/**
 * @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv }} RunOptions
 * @typedef {{ code: number, stdout: string, stderr: string }} Captured
 */

/**
 * Runs a command with its output shown as it comes.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<number>} its exit code; 128 when a signal ended it, 127 when it could not start
 */
export function runShown(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { cwd: root, stdio: 'inherit', ...options });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 128));
  });
}

/**
 * Runs a command and keeps what it printed.
 * @param {string} command @param {readonly string[]} args
 * @param {RunOptions & { priority?: number | undefined }} [options] priority: of `node:os` (ours)
 * @returns {Promise<Captured>} code as in {@link runShown}
 */
export function runCaptured(command, args, { priority, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    if (priority !== undefined && child.pid !== undefined) setPriority(child.pid, priority);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', (error) => resolve({ code: 127, stdout, stderr: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 128, stdout, stderr }));
  });
}
