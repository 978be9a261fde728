import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../../../platform/clock/clock.ts';
import { asError } from '../../../../platform/errors/app-error.ts';
import { type Guard, refusalIn } from '../../../../platform/outbound/guard.ts';
import type { FieldsOfOutput } from '../../outputs/output-fields.ts';
import type { RuntimeOutput } from '../flow-program.ts';
import { fieldAt, textOf } from '../log-event.ts';
import type { OutputWriter, WriteOutcome } from '../output-queue.ts';
import type { StampedLine } from '../stamp-event.ts';
import { printLine } from './printed-line.ts';
import { tlsOf } from './writer-tls.ts';

type Settings = FieldsOfOutput<'syslog'>;

export interface SyslogOptions {
  readonly guard: Guard;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/**
 * Syslog over TCP or TLS, octet-counted: one connection for each batch, which counts as written when the
 * other side has closed its half without a fault.
 * @see https://www.rfc-editor.org/rfc/rfc5424 https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1
 */
export function syslogWriter(
  { secrets }: RuntimeOutput,
  settings: Settings,
  options: SyslogOptions,
): OutputWriter {
  const { host, port = 514 } = settings;
  const write = async (
    lines: readonly StampedLine[],
    signal: AbortSignal,
  ): Promise<WriteOutcome> => {
    const frames = lines.map((line) => frameOf(line, settings));
    try {
      const { address, family } = await options.guard.resolveChecked(host, port);
      const plain = connect({ host: address, port, family });
      const socket = settings.transport === 'tcp' ? plain : overTls(plain, settings, secrets);
      await exchange({ socket, plain, host, port, bytes: Buffer.concat(frames), signal }, options);
      return { kind: 'written' };
    } catch (thrown) {
      const refusal = refusalIn(thrown);
      const error = asError(thrown);
      const code = 'code' in error ? String(error.code) : error.message;
      return { kind: 'retry', reason: refusal?.message ?? `the connection failed (${code})` };
    }
  };
  return { write, close: () => undefined };
}

function overTls(socket: Socket, settings: Settings, secrets: ReadonlyMap<string, string>): Socket {
  const { host, insecure = false } = settings;
  const tls = tlsOf(secrets, { ca: '/trusted_ca_path' });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ socket, ...servername, ...tls, rejectUnauthorized: !insecure });
}

interface Exchange {
  readonly socket: Socket;
  readonly plain: Socket;
  readonly host: string;
  readonly port: number;
  readonly bytes: Buffer;
  readonly signal: AbortSignal;
}

function exchange(
  { socket, plain, host, port, bytes, signal }: Exchange,
  { guard, clock, timeoutMs }: SyslogOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error: Error | null) => {
      timer.cancel();
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      plain.destroy();
      if (error === null) resolve();
      else reject(error);
    };
    const onAbort = () => end(new Error('stopped'));
    const timer = clock.after(timeoutMs, () => end(new Error('timeout')));
    signal.addEventListener('abort', onAbort, { once: true });
    plain.once('error', (error) => end(error));
    socket.once('error', (error) => end(error));
    plain.once('connect', () => {
      try {
        guard.checkPeer(host, port, plain);
      } catch (thrown) {
        end(asError(thrown));
        return;
      }
      socket.end(bytes);
    });
    socket.once('close', () => end(null));
    socket.resume();
  });
}

const PRINTABLE = /[^\x21-\x7e]/g;

/** Priority 14: user, informational. */
function frameOf(line: StampedLine, { format = {} }: Settings): Buffer {
  const { timeNs, record, stamp } = line;
  const time = new Date(Number(timeNs / 1_000_000n)).toISOString();
  const field = (key: string | undefined, otherwise: string) => {
    const text = key === undefined ? otherwise : textOf(fieldAt({ ...record, ...stamp }, key));
    return text.replace(PRINTABLE, '_').slice(0, 48) || '-';
  };
  const host = field(format.hostname_field, stamp.pod);
  const app = field(format.app_name_field, stamp.app);
  const log = format.log_field;
  const text = log === undefined ? printLine(line) : textOf(fieldAt(record, log));
  const message = Buffer.from(`<14>1 ${time} ${host} ${app} - - - ${text}`, 'utf8');
  return Buffer.concat([Buffer.from(`${message.length} `, 'ascii'), message]);
}
