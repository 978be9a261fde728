import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type LogSpecKind, logSpecQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { Section } from '../collection/section.tsx';
import { LogSpecEditor } from './log-spec-editor.tsx';
import { blankLogSpec, formOfLogSpec } from './log-spec-form.ts';
import { logSpecKind } from './log-spec-kind.ts';
import { LogSpecState } from './log-spec-state.tsx';

/** A flow or an output, new or stored. */
export function LogSpecPage() {
  const { t } = useTranslation();
  const params = useParams();
  const linkTo = useLinkTo();
  const { node, scope, parts } = usePlace();
  const kind = logSpecKind(params.kind);
  const back = (
    <Anchor component={Link} to={linkTo('/collection/flows')} size="xs">
      {t('logFlows.editor.back')}
    </Anchor>
  );
  if (params.id !== 'new') return <Stored kind={kind} id={params.id ?? ''} back={back} />;
  const isPlace = node.level === 'environment' || (parts.owner === '_platform' && parts.cluster);
  const title = t(`logFlows.new.${kind}`);
  return (
    <Page title={title} before={back}>
      <LogSpecEditor
        key={kind}
        kind={kind}
        stored={undefined}
        initial={blankLogSpec(kind, isPlace ? scopeOf(scope, parts.owner) : '')}
      />
    </Page>
  );
}

/** Environments are named without their cluster. */
function scopeOf(scope: string, owner: string): string {
  return owner === '_platform' ? scope : (scope.split('@')[0] ?? scope);
}

function Stored({
  kind,
  id,
  back,
}: {
  readonly kind: LogSpecKind;
  readonly id: string;
  readonly back: ReactNode;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const linkTo = useLinkTo();
  const { owner } = usePlace().parts;
  const found = useQuery({ ...logSpecQuery(call, owner, kind, id), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const spec = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page
      title={found.data?.name ?? t('logFlows.title')}
      before={back}
      actions={
        <Anchor component={Link} size="sm" to={linkTo(`/collection/flows/${kind}/${id}/history`)}>
          {t('ruleWork.history.title')}
        </Anchor>
      }
    >
      {spec === undefined && found.error === null && <SkeletonRows />}
      {spec === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {spec !== undefined && (
        <>
          <Section title={t('logFlows.column.state')}>
            <LogSpecState status={spec.status} />
          </Section>
          <LogSpecEditor
            key={`${spec.id} ${spec.revision}`}
            kind={kind}
            stored={spec}
            initial={formOfLogSpec(spec)}
          />
        </>
      )}
    </Page>
  );
}
