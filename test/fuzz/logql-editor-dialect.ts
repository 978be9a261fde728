import type { Tokens } from './logql-names.ts';

/**
 * A query without most of what the grammar of Grafana's editor lacks: keywords as label names,
 * upper case, odd numbers. Strings stay as they are.
 */
export function forEditors(tokens: Tokens): Tokens {
  return tokens.map((token, i) => {
    if (/^["`]/.test(token)) return token;
    if (/^[-.0-9]/.test(token)) return ODD_NUMBER.test(token) ? '1' : token;
    const isLabel = COMPARISON.test(tokens[i + 1] ?? '') && NAME.test(token);
    return isLabel ? `l_${token.toLowerCase()}` : token.toLowerCase();
  });
}

const ODD_NUMBER = /^(?:\..*|0.+|[0-9]+[_.eE].*[0-9.])$/;
const COMPARISON = /^(?:=|==|!=|=~|!~|<|<=|>|>=)$/;
const NAME = /^[a-z_]\w*$/i;
