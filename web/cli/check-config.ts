import { parseArgs } from 'node:util';
import { checkConfig } from '../server/check-config.ts';
import type { Command } from './command.ts';
import { readConfig } from './read-config.ts';

/** `tocsin check-config [--config FILE]`: 0 when the service would start with it, 1 with findings. */
export const command: Command = (args) => {
  const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' } } });
  const { config, file } = readConfig(values.config);
  const { declared } = checkConfig(config);
  const { tenants, clusters, users, tokens } = declared;
  const counts = `${tenants.length} tenants, ${clusters.length} clusters, ${users.length} users, ${tokens.length} tokens declared`;
  process.stdout.write(`${file ?? 'no file, environment only'}: good; ${counts}\n`);
  return Promise.resolve(0);
};
