import type { ErrorDetail } from '../../platform/errors/app-error.ts';

const MAX_NAME_CHARS = 120;
const MAX_DESCRIPTION_CHARS = 1_000;

/** Of a thing of its owner. */
export function checkName(text: string): readonly ErrorDetail[] {
  const isGood = text.trim() === text && text !== '' && !/\p{Cc}/u.test(text);
  if (isGood && text.length <= MAX_NAME_CHARS) return [];
  const message = `expected 1 to ${MAX_NAME_CHARS} characters on one line, without blanks around`;
  return [{ path: '/name', message }];
}

/** What people say of it. */
export function checkDescription(text: string): readonly ErrorDetail[] {
  if (text.length <= MAX_DESCRIPTION_CHARS) return [];
  const message = `expected at most ${MAX_DESCRIPTION_CHARS} characters`;
  return [{ path: '/description', message }];
}
