import { assertNever } from '../../platform/model/assert-never.ts';
import type { BackendAuth } from '../../platform/tenancy/cluster-backend.ts';
import type { HeaderList } from './upstream.ts';

/** The headers by which a backend knows us; the user and password of `basic` in UTF-8 (RFC 7617). */
export function authHeaders(auth: BackendAuth): HeaderList {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'bearer':
      return [['authorization', `Bearer ${auth.token}`]];
    case 'basic': {
      const pair = Buffer.from(`${auth.user}:${auth.password}`, 'utf8');
      return [['authorization', `Basic ${pair.toString('base64')}`]];
    }
    case 'header':
      return [[auth.name.toLowerCase(), auth.value]];
    default:
      return assertNever(auth);
  }
}
