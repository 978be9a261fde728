import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Report } from '../../../contract/reports.ts';
import { reportQuery } from '../../api/report-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { FormFrame } from '../../forms/form-frame.tsx';
import { type Form, useForm } from '../../forms/use-form.ts';
import { useStoredActions } from '../../forms/use-stored-actions.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { useZone } from '../../time/zone.ts';
import { ReportFields } from './report-fields.tsx';
import {
  blankReport,
  checkReport,
  formOfReport,
  inputOfReport,
  isReportForm,
  type ReportForm,
  reportFields,
} from './report-form.ts';
import { ReportRuns } from './report-runs.tsx';

/** A report, new or stored. A new one may be given its dashboard in the address. */
export function ReportPage() {
  const { t, i18n } = useTranslation();
  const { id = '' } = useParams();
  const [search] = useSearchParams();
  const { scope } = usePlace();
  const zone = useZone();
  const linkTo = useLinkTo();
  const back = (
    <Anchor component={Link} to={linkTo('/reports')} size="xs">
      {t('reports.back')}
    </Anchor>
  );
  if (id !== 'new') return <StoredReport id={id} back={back} />;
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const dashboard = search.get('dashboard') ?? '';
  return (
    <Page title={t('reports.newTitle')} before={back}>
      <ReportEditor
        stored={undefined}
        initial={blankReport({ scope, zone, language, dashboard })}
      />
    </Page>
  );
}

function StoredReport({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useQuery({ ...reportQuery(call, owner, id), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const report = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page title={found.data?.name ?? t('reports.title')} before={back}>
      {report === undefined && found.error === null && <SkeletonRows />}
      {report === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {report !== undefined && (
        <>
          <ReportRuns report={report} />
          <ReportEditor
            key={`${report.id}/${report.revision}`}
            stored={report}
            initial={formOfReport(report)}
          />
        </>
      )}
    </Page>
  );
}

function ReportEditor({
  stored,
  initial,
}: {
  readonly stored: Report | undefined;
  readonly initial: ReportForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { scope, parts } = usePlace();
  const { owner } = parts;
  const go = useGo();
  const linkTo = useLinkTo();
  const form = useForm<ReportForm>({
    key: `${user.id}/${owner}/report/${stored?.id ?? 'new'}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isReportForm,
    validate: (value) => checkReport(value, t),
  });
  const actions = useReportActions(form, stored);
  const isReadOnly = stored ? !stored.mayWrite : !may(scopes, scope, 'dashboards:write');
  return (
    <FormFrame
      form={form}
      fields={reportFields(form.value)}
      isNew={stored === undefined}
      isBusy={actions.isBusy}
      isReadOnly={isReadOnly}
      locksFields
      onSave={() => void actions.save()}
      onCancel={() => {
        form.settle();
        go(linkTo('/reports'));
      }}
      onConflict={(choice) => void actions.settleConflict(choice)}
      destructive={
        stored !== undefined &&
        !isReadOnly && (
          <DeleteButton
            title={t('reports.deleteTitle', { name: stored.name })}
            text={t('reports.deleteText')}
            confirm={t('reports.deleteConfirm')}
            onDelete={actions.remove}
          />
        )
      }
    >
      <ReportFields form={form} />
    </FormFrame>
  );
}

function useReportActions(form: Form<ReportForm>, stored: Report | undefined) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  const body = () => inputOfReport(form.value);
  return useStoredActions(form, {
    list: '/reports',
    stored,
    told: (what, name) => t(`reports.${what}`, { name }),
    create: () => call('reports.create', { params: { owner }, body: body() }),
    update: (revision) => call('reports.update', { params: { owner, id }, body: body(), revision }),
    remove: () => call('reports.delete', { params: { owner, id } }),
    query: reportQuery(call, owner, id),
  });
}
