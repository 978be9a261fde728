import { type ApiClient, firstSignIn } from './api-client.ts';
import type { TocsinProcess } from './tocsin-process.ts';

/** The password of `admin` after {@link signInAsAdministrator}. */
export const administratorPassword = 'correct horse battery staple';

/**
 * Signs in as the first administrator with the password that the service printed when it first
 * started, and changes it as it must be.
 * @throws Error when nothing was printed, or on a second call (the printed one is used up)
 */
export async function signInAsAdministrator(tocsin: TocsinProcess): Promise<ApiClient> {
  const printed = /\bpassword:?\s+(\S+)/i.exec(tocsin.log())?.[1];
  if (printed === undefined) throw new Error(`no first password in the log:\n${tocsin.log()}`);
  return firstSignIn(tocsin.url, 'admin', printed, administratorPassword);
}
