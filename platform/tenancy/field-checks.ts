import { IANAZone } from 'luxon';
import type { ErrorDetail } from '../errors/app-error.ts';
import { isDnsLabel } from '../model/dns-label.ts';

/** A finding at `path`, or nothing; checks of one thing are joined with `findings`. */
export type Check = ErrorDetail | null;

/** The findings among the outcomes of checks, in order. */
export function findings(...checks: readonly (Check | readonly ErrorDetail[])[]): ErrorDetail[] {
  return checks.flatMap((check) => {
    if (check === null) return [];
    return 'path' in check ? [check] : [...check];
  });
}

export function check(holds: boolean, path: string, message: string): Check {
  return holds ? null : { path, message };
}

const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** Text for people: no control characters, no half of a surrogate pair, at most `maxChars`. */
export function checkText(text: string, path: string, maxChars: number): Check {
  const fits = [...text].length <= maxChars && !CONTROL.test(text);
  return check(fits, path, `expected text of at most ${maxChars} printable characters`);
}

export function checkName(text: string, path: string): Check {
  return check(
    isDnsLabel(text),
    path,
    `expected a DNS label (lower-case letters, digits, hyphens, at most 63), got ${show(text)}`,
  );
}

export function checkTimeZone(zone: string, path: string): Check {
  return check(
    IANAZone.isValidZone(zone),
    path,
    `expected an IANA time zone such as Europe/Berlin, got ${show(zone)}`,
  );
}

const LOCAL_PART = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/;
const MAIL_HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** The form that HTML calls a valid e-mail address, at most 254 characters; `null` is no address. */
export function checkEmail(email: string | null, path: string): Check {
  if (email === null) return null;
  const at = email.lastIndexOf('@');
  const isAddress =
    email.length <= 254 &&
    LOCAL_PART.test(email.slice(0, Math.max(0, at))) &&
    MAIL_HOST.test(email.slice(at + 1));
  return check(isAddress, path, `expected an e-mail address, got ${show(email)}`);
}

/** Items that occur more than once are findings at their second place. */
export function checkDistinct(items: readonly string[], path: string): readonly ErrorDetail[] {
  return items.flatMap((item, index) =>
    items.indexOf(item) === index
      ? []
      : [{ path: `${path}/${index}`, message: `${show(item)} is there twice` }],
  );
}

/** The value as JSON, cut after 60 characters. */
export function show(text: string): string {
  const json = JSON.stringify(text);
  return json.length > 60 ? `${json.slice(0, 57)}…"` : json;
}
