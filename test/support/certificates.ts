import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate with its key, PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of its own. */
export interface Authority {
  /** PEM. */
  readonly ca: string;
  /** A certificate for these host names and IPv4 addresses; none for a client. */
  issue(name: string, hosts?: readonly string[]): Identity;
}

/** Makes an authority and what it issues, valid until 2049, with ECDSA on P-256 (RFC 5280). */
export function makeAuthority(name: string): Authority {
  const own = newKey();
  let serial = 1;
  const issued = (subject: string, key: KeyObject, extensions: readonly Buffer[]) =>
    certificate({ issuer: name, subject, key, serial: serial++, extensions }, own.privateKey);
  return {
    ca: issued(name, own.publicKey, [basicConstraints(true)]),
    issue: (subject, hosts = []) => {
      const { publicKey, privateKey } = newKey();
      const names = hosts.length === 0 ? [] : [alternativeNames(hosts)];
      return {
        cert: issued(subject, publicKey, [basicConstraints(false), ...names]),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

interface Subject {
  readonly issuer: string;
  readonly subject: string;
  readonly key: KeyObject;
  readonly serial: number;
  readonly extensions: readonly Buffer[];
}

function certificate(about: Subject, signer: KeyObject): string {
  const algorithm = sequence(oid([1, 2, 840, 10045, 4, 3, 2])); // ecdsa-with-SHA256
  const content = sequence(
    tagged(0xa0, integer(2)),
    integer(about.serial),
    algorithm,
    distinguishedName(about.issuer),
    sequence(utcTime('200101000000Z'), utcTime('490101000000Z')),
    distinguishedName(about.subject),
    about.key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...about.extensions)),
  );
  const signature = sign('sha256', content, signer);
  const der = sequence(content, algorithm, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(oid([2, 5, 4, 3]), tagged(0x0c, Buffer.from(commonName)));
  return sequence(tagged(0x31, attribute));
}

function basicConstraints(isAuthority: boolean): Buffer {
  const value = isAuthority ? sequence(tagged(0x01, Buffer.of(0xff))) : sequence();
  return extension([2, 5, 29, 19], value);
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host)
      ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
      : tagged(0x82, Buffer.from(host)),
  );
  return extension([2, 5, 29, 17], sequence(...names));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(oid(id), tagged(0x04, value));
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, Buffer.concat(parts));
const integer = (value: number): Buffer => tagged(0x02, Buffer.of(value));
const utcTime = (text: string): Buffer => tagged(0x17, Buffer.from(text));

/** DER: tag, length, content. */
function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function oid([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return tagged(0x06, Buffer.of(first * 40 + second, ...bytes));
}
