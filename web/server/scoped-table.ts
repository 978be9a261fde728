import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import { refuseOtherMethods } from './method-table.ts';
import { pathOf } from './path-of.ts';

/** What the registration of a route needs of it; `{name}` in the path becomes `:name`. */
interface TableRoute {
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST')[];
}

/**
 * Registers the routes of a table below a base path. Everything else under it answers 404, and
 * known paths with another method 405, without asking a backend.
 * @param register makes the route of `url`, for the methods that the table says
 */
export function registerScopedTable<Route extends TableRoute>(
  server: FastifyInstance,
  base: string,
  routes: readonly Route[],
  register: (route: Route, url: string) => void,
): void {
  const allowed = new Map<string, ReadonlySet<string>>();
  for (const route of routes) {
    const url = `${base}/${route.path.replace('{name}', ':name')}`;
    allowed.set(url, new Set(route.methods));
    register(route, url);
  }
  refuseOtherMethods(server, allowed);
  server.all(`${base}/*`, { schema: { hide: true } }, unknownPath);
  server.all(base, { schema: { hide: true } }, unknownPath);
}

function unknownPath(request: FastifyRequest): never {
  const pathname = pathOf(request.url);
  throw new AppError(
    'not_found',
    `${pathname} is not served here; see /api/docs for what a scope offers`,
  );
}
