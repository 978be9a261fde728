import { openRaw, requestText } from './raw-connection.ts';

/** The status of a GET whose target goes out exactly as it is written. */
export async function rawRequest(
  url: string,
  target: string,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const raw = await openRaw(url);
  try {
    raw.write(requestText('GET', target, headers));
    return (await raw.next()).status;
  } finally {
    raw.destroy();
  }
}
