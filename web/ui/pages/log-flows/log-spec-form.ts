import type { TFunction } from 'i18next';
import type { LogSpec, LogSpecInput } from '../../../contract/log-flows.ts';
import type { LogSpecKind } from '../../api/queries.ts';
import type { Findings } from '../../forms/pointer.ts';
import { BLANK_FLOW, type FlowFields, flowFieldsOf, specOfFlow } from './flow-fields.ts';
import {
  BLANK_OUTPUT,
  fieldsOfType,
  type OutputForm,
  outputFormOf,
  specOfOutput,
} from './output-fields.ts';

/** A flow or output as it is typed, in one of the two ways of writing it. */
export interface LogSpecForm {
  readonly scope: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly mode: 'form' | 'yaml';
  readonly yaml: string;
  readonly flow: FlowFields;
  readonly output: OutputForm;
}

export function blankLogSpec(kind: LogSpecKind, scope: string): LogSpecForm {
  return {
    scope,
    name: '',
    enabled: true,
    mode: kind === 'tailers' ? 'yaml' : 'form',
    yaml: kind === 'tailers' ? BLANK_TAILER : '',
    flow: BLANK_FLOW,
    output: BLANK_OUTPUT,
  };
}

/** There is no form for files of nodes. */
const BLANK_TAILER = `apiVersion: logging-extensions.banzaicloud.io/v1alpha1
kind: HostTailer
metadata:
  name: nodes
spec:
  fileTailers:
    - name: audit
      path: /var/log/audit/audit.log
`;

/** As a form where a form can say it, else as YAML. */
export function formOfLogSpec(
  spec: Pick<LogSpec, 'scope' | 'name' | 'enabled' | 'spec' | 'yaml' | 'kind'>,
): LogSpecForm {
  const { scope, name, enabled, yaml } = spec;
  const flow = spec.kind === 'flow' ? flowFieldsOf(spec.spec) : undefined;
  const output = spec.kind === 'output' ? outputFormOf(spec.spec) : undefined;
  const isForm = flow !== undefined || output !== undefined;
  return {
    ...{ scope, name, enabled, yaml },
    mode: isForm ? 'form' : 'yaml',
    flow: flow ?? BLANK_FLOW,
    output: output ?? BLANK_OUTPUT,
  };
}

/** The body of a save or a preview. */
export function inputOfLogSpec(form: LogSpecForm, kind: LogSpecKind): LogSpecInput {
  const { scope, enabled, name } = form;
  if (form.mode === 'yaml') return { scope, enabled, yaml: form.yaml };
  const spec = kind === 'flows' ? specOfFlow(form.flow) : specOfOutput(form.output);
  return { scope, enabled, name: name.trim(), spec };
}

/** Secrets are never kept in the browser, not even as a draft. */
export function logSpecDraft(form: LogSpecForm): LogSpecForm {
  const secrets = fieldsOfType(form.output.type).filter(({ kind }) => kind === 'secret');
  const hidden = new Set(secrets.map(({ path }) => path));
  const texts = Object.entries(form.output.texts).filter(([path]) => !hidden.has(path));
  const yaml = /\bvalue:/.test(form.yaml) ? '' : form.yaml;
  return { ...form, yaml, output: { ...form.output, texts: Object.fromEntries(texts) } };
}

export function isLogSpecForm(value: unknown): value is LogSpecForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    ['scope', 'name', 'mode', 'yaml'].every((key) => typeof entries.get(key) === 'string') &&
    ['flow', 'output'].every((key) => typeof entries.get(key) === 'object')
  );
}

const NAME = /^[a-z0-9](?:[-a-z0-9]{0,48}[a-z0-9])?$/;

export function checkLogSpec(form: LogSpecForm, kind: LogSpecKind, t: TFunction): Findings {
  const findings = new Map<string, string>();
  if (form.scope === '') findings.set('/scope', t('forms.required'));
  if (form.mode === 'yaml') {
    if (form.yaml.trim() === '') findings.set('/yaml', t('forms.required'));
    return findings;
  }
  if (form.name.trim() === '') findings.set('/name', t('forms.required'));
  else if (!NAME.test(form.name.trim())) findings.set('/name', t('logFlows.editor.nameInvalid'));
  if (kind === 'flows') {
    const { outputs, shared } = form.flow;
    if (outputs.length + shared.length === 0) {
      findings.set('/spec/localOutputRefs', t('logFlows.editor.noOutput'));
    }
    return findings;
  }
  for (const { path, isNeeded } of fieldsOfType(form.output.type)) {
    if (isNeeded === true && (form.output.texts[path] ?? '').trim() === '') {
      findings.set(`/spec/${form.output.type}/${path}`, t('forms.required'));
    }
  }
  return findings;
}

/** Pointers of the fields that are shown. */
export function logSpecFields(form: LogSpecForm, kind: LogSpecKind): readonly string[] {
  if (form.mode === 'yaml') return ['/scope', '/yaml'];
  if (kind === 'flows') return ['/scope', '/name', '/spec/localOutputRefs'];
  const { type } = form.output;
  return ['/scope', '/name', ...fieldsOfType(type).map(({ path }) => `/spec/${type}/${path}`)];
}
