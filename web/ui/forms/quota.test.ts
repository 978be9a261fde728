import { expect, it } from 'vitest';
import { quotaOf } from './quota.ts';

it('reads who uses a quota up from the details of a refusal', () => {
  const detail = (path: string, message: string) => ({ path, message });
  expect(
    quotaOf([
      detail('/quota/used', '3'),
      detail('/quota/limit', '3'),
      detail('/quota/scopes/acme.shop', '2'),
      detail('/quota/authors/a~1b~0c', '2'),
      detail('/quota/others', '1'),
    ]),
  ).toEqual({
    used: '3',
    limit: '3',
    scopes: [['acme.shop', '2']],
    authors: [['a/b~c', '2']],
    others: '1',
  });
  expect(quotaOf([detail('/name', 'is long')])).toBeUndefined();
});
