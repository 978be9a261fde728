import { AppError } from '../errors/app-error.ts';
import { type AddressRange, addressBytes, isInRange, parseRange, unmapped } from './ip-address.ts';

/** Where a connection is to go: the name asked for, its port, and an address it resolved to. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly address: string;
}

/** Exceptions an administrator has made. */
export interface AllowList {
  has(target: Target): boolean;
}

type Entry =
  | { readonly kind: 'range'; readonly range: AddressRange; readonly port: number | undefined }
  | { readonly kind: 'host'; readonly host: string; readonly port: number | undefined };

/**
 * Parses the entries of a configuration: `10.1.0.0/16`, `192.168.7.5`, `192.168.7.5:8080`,
 * `[fd00::7]:8080`, `hooks.internal`, `hooks.internal:8443`. A host entry trusts whatever that very
 * name resolves to; no wildcards.
 * @throws AppError `invalid` naming the entry that is none of these.
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const parsed = entries.map(parseEntry);
  return { has: (target) => parsed.some((entry) => matches(entry, target)) };
}

/** The name as it is compared: lowercase, without brackets and trailing dot. */
export function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function parseEntry(entry: string): Entry {
  const whole = parseRange(entry);
  if (whole) return { kind: 'range', range: whole, port: undefined };
  const parts = /^(?:\[([^\]]+)\]|([^:[\]/]+))(?::(\d{1,5}))?$/.exec(entry);
  const name = parts?.[1] ?? parts?.[2] ?? '';
  const port = parts?.[3] === undefined ? undefined : Number(parts[3]);
  if (!parts || (port !== undefined && (port < 1 || port > 65_535))) throw notAnEntry(entry);
  const range = parseRange(name);
  if (range) return { kind: 'range', range, port };
  if (parts[1] !== undefined || !isHostName(name)) throw notAnEntry(entry);
  return { kind: 'host', host: plainHost(name), port };
}

function isHostName(name: string): boolean {
  return /^(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?$/i.test(name) && !/^[\d.]+$/.test(name);
}

function matches(entry: Entry, target: Target): boolean {
  if (entry.port !== undefined && entry.port !== target.port) return false;
  if (entry.kind === 'host') return entry.host === plainHost(target.host);
  const bytes = addressBytes(target.address);
  return bytes !== undefined && isInRange(unmapped(bytes), entry.range);
}

function notAnEntry(entry: string): AppError {
  return new AppError(
    'invalid',
    `"${entry}" is not an entry of an outbound allow list. Write an address, a range such as ` +
      '10.1.0.0/16, or a host name, each with or without :port.',
  );
}
