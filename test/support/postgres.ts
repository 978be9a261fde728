import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type ServerExit, startServerProcess } from './server-process.ts';
import { type ServerTool, serverTool } from './server-tools.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

/** A PostgreSQL of its own: trusts loopback, has no socket file. */
export interface Postgres {
  /** For DATABASE_URL: user `tocsin`, database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  log(): string;
  /** SIGINT by default: clients are disconnected, data is written. SIGQUIT is a crash. */
  stop(signal?: NodeJS.Signals): Promise<ServerExit>;
}

const databaseUser = 'tocsin';

/**
 * Needs the tools `postgres` and `initdb`. As root it runs as `nobody`, since root it refuses.
 * @param options.isDurable syncs to disk as in earnest (true)
 */
export async function startPostgres({ isDurable = true } = {}): Promise<Postgres> {
  const folder = tempFolder('postgres');
  const data = join(folder, 'data');
  const owner = unprivileged();
  mkdirSync(data, { mode: 0o700 });
  if (owner !== undefined) for (const path of [folder, data]) chownSync(path, owner.uid, owner.gid);
  const initialise = serverTool('initdb');
  execFileSync(
    initialise.path,
    ['-D', data, '-U', databaseUser, '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'],
    { cwd: folder, stdio: 'pipe', env: environmentOf(initialise), ...owner },
  );
  const port = await freePort();
  const program = serverTool('postgres');
  const server = await startServerProcess({
    name: 'postgres',
    command: program.path,
    args: [...postgresArguments(data, port), ...(isDurable ? [] : ['-F'])],
    cwd: folder,
    env: environmentOf(program),
    ...owner,
    ready: () => acceptsSessions(port),
  });
  return {
    url: `postgresql://${databaseUser}@127.0.0.1:${port}/postgres`,
    port,
    pid: server.pid,
    log: server.log,
    stop: async (signal = 'SIGINT') => {
      const exit = await server.stop(signal);
      removeFolder(folder);
      return exit;
    },
  };
}

function postgresArguments(data: string, port: number): string[] {
  const settings = ['unix_socket_directories=', 'listen_addresses=127.0.0.1', `port=${port}`];
  return ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
}

function environmentOf({ libraries }: ServerTool): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LC_ALL: 'C',
    ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
  };
}

function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (line === null)
    throw new Error('PostgreSQL refuses to run as root and there is no user nobody');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

/** Opens a session and reads the first byte of the answer: `R` is "authenticated", `E` an error. */
function acceptsSessions(port: number): Promise<boolean> {
  const parameters = Buffer.from(`user\0${databaseUser}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + parameters.length, 0);
  head.writeInt32BE(196_608, 4); // protocol 3.0
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer within 1 s')));
    socket.once('error', reject);
    socket.once('connect', () => socket.write(Buffer.concat([head, parameters])));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer[0] === 'R'.charCodeAt(0));
    });
  });
}
