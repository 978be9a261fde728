import type { LogSpecStatus } from '../../../collector/flows/delivery/log-spec-status.ts';
import { printDocument, specOf } from '../../../collector/flows/documents.ts';
import type { LogSpec, LogSpecContent } from '../../../collector/flows/log-spec.ts';
import type { LogSpecChange } from '../../../collector/flows/store/log-spec-repository.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type * as contract from '../../contract/log-flows.ts';
import { instant, instantOrNull } from './present.ts';

/** A flow, output or tailer with how it does; secrets are marks only. */
export function presentLogSpec(spec: LogSpec, status: LogSpecStatus): contract.LogSpec {
  const { id, owner, revision, createdAtMs, updatedAtMs, updatedBy } = spec;
  return {
    id,
    owner,
    ...presentLogContent(spec),
    status: presentStatus(status),
    revision,
    createdAt: instant(createdAtMs),
    updatedAt: instant(updatedAtMs),
    updatedBy,
  };
}

export function presentLogContent(content: LogSpecContent) {
  const { kind, name, scope, enabled } = content;
  return {
    kind,
    name,
    scope: printScopeName(scope),
    enabled,
    spec: specOf(content),
    yaml: printDocument(content),
  };
}

export function presentLogChange(change: LogSpecChange): contract.LogSpecHistoryItem {
  const { revision, kind, atMs, author, content } = change;
  const { name, scope, enabled, yaml } = presentLogContent(content);
  const at = instant(atMs);
  return { revision, kind, at, author: author.name, name, scope, enabled, yaml };
}

function presentStatus({
  problems,
  checkedAtMs,
  ...status
}: LogSpecStatus): contract.LogSpecStatus {
  return { ...status, problems: [...problems], checkedAt: instantOrNull(checkedAtMs) };
}
