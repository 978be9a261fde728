import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { inRepository } from '../../repository.ts';
import { asJson, isObject, type JsonObject } from '../model/json.ts';
import { type OwnCrd, ownCrds } from './own-crds.data.ts';

/** The kinds that `crdsFor` has a definition of. */
export type CrdKind = keyof typeof ownCrds;

/** The published definitions beside the checkout; the folder may be absent. */
const publishedFolder = inRepository('..', 'shared', 'crds');

const published = new Map<CrdKind, JsonObject>();

/**
 * CustomResourceDefinitions to install: the published ones where they are beside the checkout,
 * else, and with `own`, our short ones. Parsing a published one takes up to half a second.
 */
export function crdsFor(
  kinds: readonly CrdKind[],
  options: { readonly own?: boolean } = {},
): readonly JsonObject[] {
  return kinds.map((kind) => {
    const file = options.own === true ? null : publishedFile(kind);
    if (file === null) return ownDefinition(kind, ownCrds[kind]);
    const document = published.get(kind) ?? readDefinition(file);
    published.set(kind, document);
    return document;
  });
}

/** Whether the published definition of a kind is here. */
export const isPublished = (kind: CrdKind): boolean => publishedFile(kind) !== null;

function publishedFile(kind: CrdKind): string | null {
  if (!existsSync(publishedFolder)) return null;
  const name = `${ownCrds[kind].group}_${pluralOf(kind)}.yaml`;
  const folders = readdirSync(publishedFolder);
  return (
    folders.map((one) => join(publishedFolder, one, name)).find((path) => existsSync(path)) ?? null
  );
}

/** @throws Error when it holds no definition */
function readDefinition(file: string): JsonObject {
  const document = asJson(parse(readFileSync(file, 'utf8')));
  if (!isObject(document)) throw new Error(`${file} holds no CustomResourceDefinition`);
  return document;
}

const pluralOf = (kind: string): string =>
  kind === 'Prometheus' ? 'prometheuses' : `${kind.toLowerCase()}s`;

function ownDefinition(kind: string, own: OwnCrd): JsonObject {
  const plural = pluralOf(kind);
  const names = { kind, plural, listKind: `${kind}List`, singular: kind.toLowerCase() };
  const status = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const version = {
    name: own.version,
    served: true,
    storage: true,
    ...(own.lacksStatus === true ? {} : { subresources: { status: {} } }),
    schema: {
      openAPIV3Schema: {
        description: `${kind}, in the short form that the tests carry.`,
        type: 'object',
        properties: { spec: { description: `spec of ${kind}.`, ...own.spec }, status },
        required: ['spec'],
      },
    },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${own.group}` },
    spec: {
      group: own.group,
      names: { ...names, shortNames: own.shortNames ?? [] },
      scope: own.isClusterScoped === true ? 'Cluster' : 'Namespaced',
      versions: [version],
    },
  };
}
