import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';

/** A body of JSON for fastify. Repeated keys are real (vmalert sends them): the last one counts. */
export function readJsonText(
  _: FastifyRequest,
  text: string,
  done: (error: Error | null, body?: unknown) => void,
): void {
  try {
    done(null, JSON.parse(text));
  } catch (thrown) {
    done(new AppError('invalid', 'the body is not JSON', { cause: thrown }));
  }
}
