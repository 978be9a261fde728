import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type LogSpecKind, logSpecQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../frame/page.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { BackLink } from '../../things/back-link.tsx';
import { LatestState, useLatest } from '../../things/latest.tsx';
import { Section } from '../collection/section.tsx';
import { LogSpecEditor } from './log-spec-editor.tsx';
import { blankLogSpec, formOfLogSpec } from './log-spec-form.ts';
import { logSpecKind } from './log-spec-kind.ts';
import { LogSpecState } from './log-spec-state.tsx';

/** A flow or an output, new or stored. */
export function LogSpecPage() {
  const { t } = useTranslation();
  const params = useParams();
  const { node, scope, parts } = usePlace();
  const kind = logSpecKind(params.kind);
  const back = <BackLink list="/collection/flows">{t('logFlows.editor.back')}</BackLink>;
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
  const found = useLatest(logSpecQuery(call, owner, kind, id));
  return (
    <Page
      title={found.known?.name ?? t('logFlows.title')}
      before={back}
      actions={
        <Anchor component={Link} size="sm" to={linkTo(`/collection/flows/${kind}/${id}/history`)}>
          {t('ruleWork.history.title')}
        </Anchor>
      }
    >
      <LatestState of={found}>
        {(spec) => (
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
      </LatestState>
    </Page>
  );
}
