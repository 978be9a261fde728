import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { isDnsLabel } from '../../../platform/model/dns-label.ts';
import { validator } from '../../../platform/schema/validator.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { refuseFindings, scopeDenied } from '../../../platform/tenancy/refusals.ts';
import { parseScopeName, type ScopeName } from '../../../platform/tenancy/scope-name.ts';
import { couldBeServiceOf, namespacesOf } from '../../model/namespaces-of.ts';
import { checkEmbeddedFlow } from '../check-embedded-flow.ts';
import { checkFlow } from '../check-flow.ts';
import { readDocument } from '../documents.ts';
import type { LogSpec, LogSpecContent, LogSpecKind } from '../log-spec.ts';
import { checkOutput } from '../outputs/check-output.ts';
import { destinationsOf } from '../outputs/destinations-of.ts';
import type { OutputFields } from '../outputs/output-fields.ts';
import { checkPlainTexts, isNestedTooDeep } from '../plain-texts.ts';
import { TailerFields } from '../tailer-fields.ts';
import type {
  DestinationJudge,
  DestinationVerdict,
  LogCluster,
  LogClusters,
} from './log-cluster.ts';
import { type CollectorPermission, isPlace, mayOn, mayWithin } from './log-spec-access.ts';

/** What somebody wrote: fields, or a document of the logging operator. */
export interface LogSpecDraft {
  readonly scope: string;
  readonly enabled: boolean;
  /** May be left out beside a document that has one. */
  readonly name?: string | undefined;
  readonly spec?: unknown;
  readonly yaml?: string | undefined;
}

export interface LogSpecWrite {
  readonly principal: Principal;
  readonly owner: string;
  readonly kind: LogSpecKind;
  readonly draft: LogSpecDraft;
}

export interface AdmissionOptions {
  readonly directory: () => Directory;
  readonly clusters: LogClusters;
  readonly destinations: DestinationJudge;
  /** Folder for files of tenants, without its last slash; empty: none. */
  readonly fileFolder: string;
}

const NOUNS: Readonly<Record<LogSpecKind, string>> = {
  flow: 'The flow',
  output: 'The output',
  tailer: 'The tailer',
};

/** Whether what somebody wrote may stand: that it is right, safe, and theirs to write. */
export class LogSpecAdmission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** @throws AppError `scope_denied`, `invalid` with all findings */
  async check(write: LogSpecWrite, permission: CollectorPermission): Promise<LogSpecContent> {
    const { principal, owner, kind, draft } = write;
    const directory = this.#options.directory();
    if (!mayWithin(directory, principal, owner, permission)) throw scopeDenied();
    const scope = parseScopeName(draft.scope);
    if (!scope || !isPlace(directory, owner, scope)) throw scopeDenied();
    if (!mayOn(directory, principal, scope, permission)) throw scopeDenied();
    const isPlatform = scope.kind === 'platform';
    if (kind === 'tailer' && !isPlatform) throw scopeDenied();
    const { name, spec, at } = this.#given(kind, draft, isPlatform);
    if (isNestedTooDeep(spec)) {
      refuseFindings(`${NOUNS[kind]} cannot be saved`, [
        { path: at, message: 'is nested too deep' },
      ]);
    }
    const named: readonly ErrorDetail[] =
      isDnsLabel(name) && name.length <= 50
        ? []
        : [
            {
              path: '/name',
              message: 'expected lower-case letters, digits and hyphens, at most 50',
            },
          ];
    const content = this.#content(kind, { name, scope, enabled: draft.enabled }, spec, {
      at,
      named,
    });
    if (content.kind === 'output') await this.#checkDestinations(content.fields, scope, at);
    return content;
  }

  /** Why the spec may not be delivered now, in words for its owner; null when it may. */
  async refusal(spec: LogSpec): Promise<string | null> {
    const again = this.#recheck(spec);
    if (again !== null || spec.kind !== 'output') return again;
    // A name that cannot be looked up just now is no reason to take away what stands.
    const only = new Set<DestinationVerdict['kind']>(['refused']);
    const [finding] = await this.#destinationFindings(spec.fields, spec.scope, '', only);
    return finding === undefined ? null : finding.message;
  }

  #recheck(spec: LogSpec): string | null {
    if (spec.kind === 'flow' && this.#clusterOf(spec.scope)?.kind === 'embedded') {
      const [finding] = checkEmbeddedFlow(spec.fields, '');
      return finding === undefined ? null : `${finding.path}: ${finding.message}`;
    }
    if (spec.kind !== 'output') return null;
    const { type, settings, shared } = spec.fields;
    const given = { ...(shared ? { shared } : {}), [type]: settings };
    const checked = checkOutput(given, this.#outputRules(spec.scope), '');
    const [first] = checked.kind === 'invalid' ? checked.findings : [];
    return first === undefined ? null : `${first.path}: ${first.message}`;
  }

  #given(kind: LogSpecKind, draft: LogSpecDraft, isPlatform: boolean) {
    if (draft.yaml === undefined) return { name: draft.name ?? '', spec: draft.spec, at: '/spec' };
    const read = readDocument(draft.yaml, kind, isPlatform);
    if (read.kind === 'refused') {
      refuseFindings('The document cannot be taken', read.findings);
      return { name: '', spec: null, at: '/yaml/spec' };
    }
    return {
      name: read.name === '' ? (draft.name ?? '') : read.name,
      spec: read.spec,
      at: '/yaml/spec',
    };
  }

  #content(
    kind: LogSpecKind,
    head: { readonly name: string; readonly scope: ScopeName; readonly enabled: boolean },
    spec: unknown,
    { at, named }: { readonly at: string; readonly named: readonly ErrorDetail[] },
  ): LogSpecContent {
    const refuse = (findings: readonly ErrorDetail[]) =>
      refuseFindings(`${NOUNS[kind]} cannot be saved`, [...named, ...findings]);
    if (kind === 'flow') {
      const checked = checkFlow(spec, head.scope.kind === 'platform', at);
      refuse(checked.kind === 'invalid' ? checked.findings : []);
      if (checked.kind === 'valid') {
        const isEmbedded = this.#clusterOf(head.scope)?.kind === 'embedded';
        if (isEmbedded) refuse(checkEmbeddedFlow(checked.value, at));
        return { kind, ...head, fields: checked.value };
      }
    }
    if (kind === 'output') {
      const checked = checkOutput(spec, this.#outputRules(head.scope), at);
      refuse(checked.kind === 'invalid' ? checked.findings : []);
      if (checked.kind === 'valid') return { kind, ...head, fields: checked.value };
    }
    const checked = checkTailer(spec);
    const found = checked.kind === 'invalid' ? checked.findings : checkPlainTexts(spec, '');
    refuse(found.map(({ path, message }) => ({ path: `${at}${path}`, message })));
    if (checked.kind === 'valid') return { kind: 'tailer', ...head, fields: checked.value };
    throw new TypeError(`${kind} was let in without fields`);
  }

  #outputRules(scope: ScopeName) {
    const cluster = this.#clusterOf(scope);
    const { fileFolder } = this.#options;
    const isPlatform = scope.kind === 'platform';
    const isEmbedded = cluster?.kind === 'embedded';
    const own = isPlatform ? '' : `/${scope.node.tenant}`;
    const folder = fileFolder === '' ? null : `${fileFolder}${own}`;
    return {
      isPlatform,
      isEmbedded,
      tenancyLabels: cluster?.tenancyLabels ?? [],
      // The aggregator of a cluster is its administrators' own.
      folder: isPlatform && !isEmbedded ? '' : folder,
    };
  }

  #clusterOf(scope: ScopeName): LogCluster | undefined {
    const { directory, clusters } = this.#options;
    const id =
      scope.kind === 'platform' ? scope.cluster : directory().environmentAt(scope.node)?.cluster;
    return id ? clusters.of(id) : undefined;
  }

  async #checkDestinations(fields: OutputFields, scope: ScopeName, at: string): Promise<void> {
    const wrong = new Set<DestinationVerdict['kind']>(['refused', 'unknown']);
    const path = `${at}/${fields.type}`;
    const findings = await this.#destinationFindings(fields, scope, path, wrong);
    refuseFindings('The output cannot be saved', findings);
  }

  /** Administrators may send anywhere; tenants where their webhooks may, and to their own services. */
  async #destinationFindings(
    fields: OutputFields,
    scope: ScopeName,
    at: string,
    wrong: ReadonlySet<DestinationVerdict['kind']>,
  ): Promise<readonly ErrorDetail[]> {
    if (scope.kind === 'platform') return [];
    const reached = destinationsOf(fields);
    if (reached.kind === 'unreadable') {
      return [{ path: `${at}${reached.pointer}`, message: reached.message }];
    }
    const { directory, destinations } = this.#options;
    const cluster = this.#clusterOf(scope);
    const isKubernetes = cluster?.kind === 'kubernetes';
    const namespace = isKubernetes
      ? (directory().environmentAt(scope.node)?.namespace ?? null)
      : null;
    const findings: ErrorDetail[] = [];
    const others =
      isKubernetes && cluster ? namespacesOf(directory(), cluster.id) : new Set<string>();
    for (const { host, port, pointer } of reached.destinations) {
      if (couldBeServiceOf(host, others)) {
        const message = `${host} could be a service of another namespace of the cluster`;
        findings.push({ path: `${at}${pointer}`, message });
        continue;
      }
      const verdict = await destinations.judge(host, port, namespace);
      if (verdict.kind !== 'allowed' && wrong.has(verdict.kind)) {
        findings.push({ path: `${at}${pointer}`, message: verdict.message });
      }
    }
    return findings;
  }
}

const checkTailer = validator(TailerFields);
