import type { API } from '../../contract/api.ts';
import type { AnswerOf, RequestOf } from '../../contract/endpoint.ts';
import type { RouteName } from '../api/routes.ts';

/** What a handler of the mock is given. */
export type Asked<N extends RouteName> = RequestOf<(typeof API)[N]> & {
  readonly revision?: number;
};

/** One handler per route that the interface calls, typed by the contract. */
export type Handlers<N extends RouteName = RouteName> = {
  readonly [K in N]: (asked: Asked<K>) => AnswerOf<(typeof API)[K]>;
};
