import { expect, it } from 'vitest';
import { quoteRegex, unquoteRegex } from './quote-regex.ts';

it.each([
  ['nothing', '', ''],
  ['a plain text', 'acme 支付', 'acme 支付'],
  [
    'every sign that means something',
    '\\.+*?()|[]{}^$',
    '\\\\\\.\\+\\*\\?\\(\\)\\|\\[\\]\\{\\}\\^\\$',
  ],
  ['signs that mean nothing outside brackets', 'a-b/c"d', 'a-b/c"d'],
])('quotes and unquotes %s', (_, text, pattern) => {
  expect(quoteRegex(text)).toBe(pattern);
  expect(unquoteRegex(pattern)).toBe(text);
});

it.each(['a.b', 'a|b', '\\d', 'web-.*'])('leaves a pattern that says more: %s', (pattern) => {
  expect(unquoteRegex(pattern)).toBeUndefined();
});
