import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { operatorObjects } from '../../dashboards/grafana/operator/operator-objects.ts';
import { dataSourceSpecs } from '../../dashboards/grafana/provision/data-source-spec.ts';
import { isJsonObject, type JsonObject } from '../../platform/kubernetes/objects/json-object.ts';
import { validateObject } from '../../platform/kubernetes/schema/validate-object.ts';
import { inRepository } from '../support/repository.ts';
import { requiresThat } from '../support/requires.ts';

const folder = inRepository('../shared/crds/grafana-operator');
const KINDS = {
  GrafanaDashboard: 'grafanadashboards',
  GrafanaDatasource: 'grafanadatasources',
  GrafanaFolder: 'grafanafolders',
};

/** The schema that the operator's own definition gives the kind. */
function schemaOf(plural: string): JsonObject {
  const text = readFileSync(`${folder}/grafana.integreatly.org_${plural}.yaml`, 'utf8');
  const definition = parse(text) as {
    spec: { versions: { name: string; schema: { openAPIV3Schema: unknown } }[] };
  };
  const version = definition.spec.versions.find(({ name }) => name === 'v1beta1');
  const schema = version?.schema.openAPIV3Schema;
  if (!isJsonObject(schema)) throw new Error(`no schema in the definition of ${plural}`);
  // The server adds what every object has.
  const properties = { ...Object(schema.properties), metadata: {} };
  return { ...schema, properties };
}

requiresThat(existsSync(folder), 'definitions of grafana-operator')('objects of Grafana', () => {
  const specs = ['acme', 'globex'].flatMap((node) =>
    dataSourceSpecs([{ node, clusters: ['eu1'] }], {
      baseUrl: 'https://tocsin.example',
      uidKey: new Uint8Array(32),
      mayEdit: true,
      isAlone: false,
    }),
  );
  const dashboards = [{ uid: 'a', node: 'acme', folder: 'Team/API', source: '{}' }];
  const place = { owner: 'acme', namespace: 'g', instance: { a: 'b' }, isElsewhere: true };
  const { objects } = operatorObjects(place, specs, new Map(), dashboards);

  it.each(Object.entries(KINDS))('%s is as its definition says', (kind, plural) => {
    const root = schemaOf(plural);
    const own = objects.filter((object) => object.kind === kind);
    expect(own.length).toBeGreaterThan(0);
    for (const object of own) {
      expect(validateObject({ root, definitions: {} }, object)).toEqual([]);
    }
  });
});
