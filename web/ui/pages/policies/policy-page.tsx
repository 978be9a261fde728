import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { policyQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { PolicyEditor } from './policy-editor.tsx';
import { BLANK_POLICY, formOfPolicy } from './policy-form.ts';

/** A policy, new or stored. */
export function PolicyPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const linkTo = useLinkTo();
  const back = (
    <Anchor component={Link} to={linkTo('/policies')} size="xs">
      {t('policies.editor.back')}
    </Anchor>
  );
  if (id !== 'new') return <StoredPolicy id={id} back={back} />;
  return (
    <Page title={t('policies.editor.newTitle')} before={back}>
      <PolicyEditor stored={undefined} initial={BLANK_POLICY} />
    </Page>
  );
}

function StoredPolicy({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useQuery({ ...policyQuery(call, owner, id), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const policy = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page title={found.data?.name ?? t('policies.title')} before={back}>
      {policy === undefined && found.error === null && <SkeletonRows />}
      {policy === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {policy !== undefined && (
        <PolicyEditor
          key={`${policy.id} ${policy.revision}`}
          stored={policy}
          initial={formOfPolicy(policy)}
        />
      )}
    </Page>
  );
}
