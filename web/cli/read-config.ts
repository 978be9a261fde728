import { existsSync, readFileSync } from 'node:fs';
import { loadConfig } from '../../platform/config/load-config.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { type Config, ConfigSchema } from '../server/config.ts';

const DEFAULT_FILE = 'tocsin.yaml';

/**
 * The configuration of a command: the file of `--config` or `TOCSIN_CONFIG`, else `tocsin.yaml` in
 * the current folder when it exists, else none; then the environment.
 */
export function readConfig(fileOption: string | undefined): {
  readonly config: Config;
  readonly file: string | null;
} {
  const named = fileOption ?? process.env.TOCSIN_CONFIG;
  const file = named ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : null);
  const yaml = file === null ? null : readText(file);
  const config = loadConfig(ConfigSchema, {
    yaml,
    fileName: file ?? 'environment',
    env: process.env,
  });
  return { config, file };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new AppError('invalid', `the configuration ${file} cannot be read; --config names it`, {
      cause: thrown,
    });
  }
}
