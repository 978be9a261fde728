import { parseArgs } from 'node:util';
import { AppError } from '../../platform/errors/app-error.ts';
import { checkConfig } from '../server/check-config.ts';
import { openFloor } from '../server/compose/floor.ts';
import { composeTenancy } from '../server/compose/tenancy.ts';
import type { Command } from './command.ts';
import { readConfig } from './read-config.ts';

/**
 * `tocsin user reset-password NAME [--config FILE]`: for the administrator of the machine, while the
 * service is stopped. Prints a new first password; all sessions of the user end.
 */
export const command: Command = async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' } },
    allowPositionals: true,
  });
  const [action, name, ...more] = positionals;
  if (action !== 'reset-password' || name === undefined || more.length > 0) {
    throw new AppError('invalid', 'usage: tocsin user reset-password NAME [--config FILE]');
  }
  process.stdout.write(`${await resetPassword(name, values.config)}\n`);
  return 0;
};

async function resetPassword(name: string, configFile: string | undefined): Promise<string> {
  const { config } = readConfig(configFile);
  const { declared } = checkConfig(config);
  const onFatal = (error: Error) => {
    throw error;
  };
  const floor = await openFloor({ config, version: 'cli', onFatal });
  try {
    const { users } = await composeTenancy(floor, declared);
    const { firstPassword } = await users.resetPasswordOf(name);
    return firstPassword ?? '';
  } finally {
    await floor.state.drain(new AbortController().signal);
    await floor.state.stop();
  }
}
