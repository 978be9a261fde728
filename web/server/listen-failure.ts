import { AppError, asError } from '../../platform/errors/app-error.ts';

const WAYS_OUT = 'set server.port and server.host (TOCSIN_SERVER_PORT, TOCSIN_SERVER_HOST)';

/** Why nothing can be served at an address, with what to do; other errors stay as they are. */
export function listenFailure(thrown: unknown, host: string, port: number): Error {
  const error = asError(thrown);
  const code = 'code' in error ? error.code : undefined;
  const at = `${host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return new AppError(
        'unavailable',
        `${at} is taken by another process. Stop that one, or choose another address: ${WAYS_OUT}.`,
        { cause: error },
      );
    case 'EACCES':
      return new AppError(
        'unavailable',
        `${at} may not be listened on by this user. Choose a port above 1023: ${WAYS_OUT}.`,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new AppError(
        'unavailable',
        `${host} is no address of this machine. Choose another: ${WAYS_OUT}.`,
        { cause: error },
      );
    default:
      return error;
  }
}
