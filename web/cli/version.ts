import { packageVersion } from '../server/package-version.ts';
import type { Command } from './command.ts';

/** `tocsin version`, `tocsin --version`. */
export const command: Command = () => {
  process.stdout.write(`tocsin ${packageVersion()}\n`);
  return Promise.resolve(0);
};
