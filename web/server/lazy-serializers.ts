import type { FastifyInstance } from 'fastify';

/**
 * Fastify's own serializers, each compiled with the first answer it is for: compiling hundreds of
 * them takes a tenth of a second of every start. Fastify makes their compiler for the first route
 * that names none of its own; here that of `/api/health/ready`.
 */
export function lazySerializers(server: FastifyInstance): SerializerCompiler {
  return (route) => {
    let serialize: Serialize | undefined;
    return (answer) => {
      serialize ??= compilerOf(server)(route);
      return serialize(answer);
    };
  };
}

type SerializerCompiler = NonNullable<FastifyInstance['serializerCompiler']>;
type Serialize = ReturnType<SerializerCompiler>;

function compilerOf({ serializerCompiler }: FastifyInstance): SerializerCompiler {
  if (serializerCompiler) return serializerCompiler;
  throw new TypeError('no route has made fastify compile a serializer of its own');
}
