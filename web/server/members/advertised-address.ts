import { networkInterfaces } from 'node:os';

const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);

/**
 * Where other members reach this process, e.g. `http://10.0.0.7:8080`: as configured (`host:port` or
 * `host`), or where it listens, or where that is everywhere the first address of the machine that others
 * can see.
 */
export function advertisedAddress(
  { advertise, host }: { readonly advertise: string; readonly host: string },
  port: number,
  interfaces: typeof networkInterfaces = networkInterfaces,
): string {
  if (advertise !== '') {
    const { hostname, port: given } = new URL(`http://${advertise}`);
    return `http://${hostname}:${given === '' ? port : given}`;
  }
  const reached = WILDCARDS.has(host) ? firstOutside(interfaces()) : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

function firstOutside(interfaces: ReturnType<typeof networkInterfaces>): string {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const outside = all.filter(({ internal }) => !internal);
  const best = outside.find(({ family }) => family === 'IPv4') ?? outside[0];
  return best?.address ?? '127.0.0.1';
}
