import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import { pathOf } from './path-of.ts';

/** Paths that are never answered with the UI's page. */
const NOT_PAGES = ['/api/', '/scopes/', '/intake/', '/metrics'];

/**
 * Serves the built UI with a strict content security policy: files as they are, and `index.html`
 * for every other page address that a browser asks for, since the UI routes in the browser. A probe
 * of `/healthz` or a mistyped curl is no browser, and must not be told that all is well.
 */
export function registerUi(parent: FastifyInstance, folder: string): void {
  parent.register((server, _, done) => {
    registerPages(server, folder);
    done();
  });
}

function registerPages(server: FastifyInstance, folder: string): void {
  server.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  });
  if (!existsSync(join(folder, 'index.html'))) {
    registerMissingUi(server);
    return;
  }
  server.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: ['index.html'],
    setHeaders: (reply, path) => {
      const hashed = path.includes('/assets/');
      // A script for pages of other sites, see docs/embedding.md.
      if (path === join(folder, 'embed.js')) {
        reply.header('cross-origin-resource-policy', 'cross-origin');
      }
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.setNotFoundHandler((request, reply) => {
    const pathname = pathOf(request.url);
    const isPage =
      request.method === 'GET' &&
      request.headers.accept?.includes('text/html') === true &&
      !NOT_PAGES.some((prefix) => `${pathname}/`.startsWith(prefix)) &&
      !pathname.includes('.');
    if (isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    throw notFound(pathname);
  });
}

function registerMissingUi(server: FastifyInstance): void {
  server.setNotFoundHandler((request) => {
    throw notFound(pathOf(request.url));
  });
}

function notFound(pathname: string): AppError {
  return new AppError(
    'not_found',
    `there is nothing at ${pathname}; /api/docs lists what there is`,
  );
}
