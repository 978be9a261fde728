import { parseArgs } from 'node:util';
import { checkConfig } from '../server/check-config.ts';
import { openFloor, openGround } from '../server/compose/floor.ts';
import type { Command } from './command.ts';
import { readConfig } from './read-config.ts';

/**
 * `tocsin migrate [--config FILE]`: brings the database up to this version and ends; `serve` does the
 * same at its start. Refused while a service has the database.
 */
export const command: Command = async (args) => {
  const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' } } });
  const { config } = readConfig(values.config);
  checkConfig(config);
  const onFatal = (error: Error) => {
    throw error;
  };
  const floor = await openFloor({
    ground: openGround(config, 'cli'),
    onFatal,
    otherOwner: 'refuse',
  });
  await floor.state.stop();
  process.stdout.write(`the database is up to date (${floor.state.dialect})\n`);
  return 0;
};
