import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { ThingPage } from '../../things/thing-page.tsx';
import { useZone } from '../../time/zone.ts';
import { ReportFields } from './report-fields.tsx';
import { blankReport } from './report-form.ts';
import { REPORTS } from './report-kind.ts';
import { ReportRuns } from './report-runs.tsx';

/** A report, new or stored. A new one may be given its dashboard in the address. */
export function ReportPage() {
  const { i18n } = useTranslation();
  const [search] = useSearchParams();
  const { scopes } = useSession();
  const { scope } = usePlace();
  const zone = useZone();
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const dashboard = search.get('dashboard') ?? '';
  return (
    <ThingPage
      kind={REPORTS}
      blank={blankReport({ scope, zone, language, dashboard })}
      mayWrite={(stored) =>
        stored === undefined ? may(scopes, scope, 'dashboards:write') : stored.mayWrite
      }
      above={(report) => <ReportRuns report={report} />}
    >
      {(form) => <ReportFields form={form} />}
    </ThingPage>
  );
}
