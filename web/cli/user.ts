import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { AppError } from '../../platform/errors/app-error.ts';
import { createPasswordHasher } from '../../platform/security/password.ts';
import { checkPassword } from '../../platform/tenancy/user.ts';
import { checkConfig } from '../server/check-config.ts';
import { openFloor, openGround } from '../server/compose/floor.ts';
import { composeTenancy } from '../server/compose/tenancy.ts';
import type { Command } from './command.ts';
import { readConfig } from './read-config.ts';

const USAGE =
  'usage: tocsin user reset-password NAME [--config FILE], or tocsin user hash-password < FILE';

/**
 * `tocsin user reset-password NAME [--config FILE]`: for the administrator of the machine, while the
 * service is stopped. Prints a new first password; all sessions of the user end.
 *
 * `tocsin user hash-password`: prints the `passwordHash` of the password on the first line of its
 * input. Not an argument: other people of the machine can read those.
 */
export const command: Command = async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' } },
    allowPositionals: true,
  });
  const [action, name, ...more] = positionals;
  if (action === 'hash-password' && name === undefined) {
    process.stdout.write(`${await hashPassword(await text(process.stdin))}\n`);
    return 0;
  }
  if (action !== 'reset-password' || name === undefined || more.length > 0) {
    throw new AppError('invalid', USAGE);
  }
  process.stdout.write(`${await resetPassword(name, values.config)}\n`);
  return 0;
};

function hashPassword(input: string): Promise<string> {
  const [password = ''] = input.split(/\r?\n/);
  const details = checkPassword(password, 'first line of the input');
  if (details.length > 0) throw new AppError('invalid', 'this is no password', { details });
  return createPasswordHasher().hash(password);
}

async function resetPassword(name: string, configFile: string | undefined): Promise<string> {
  const { config } = readConfig(configFile);
  const { declared } = checkConfig(config);
  const onFatal = (error: Error) => {
    throw error;
  };
  const floor = await openFloor({
    ground: openGround(config, 'cli'),
    onFatal,
    otherOwner: 'refuse',
  });
  try {
    const { users } = await composeTenancy(floor, declared);
    const { firstPassword } = await users.resetPasswordOf(name);
    return firstPassword ?? '';
  } finally {
    await floor.state.drain(new AbortController().signal);
    await floor.state.stop();
  }
}
