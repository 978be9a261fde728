import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { IncidentEvent } from '../../contract/incidents.ts';
import { useLinkTo } from '../scope/use-place.ts';

const REASONS: ReadonlySet<string | null> = new Set(['silenced', 'blacklisted', 'maintenance']);
const DETAIL = /^([0-7][0-9A-HJKMNP-TV-Z]{25})(?: ([\s\S]*))?$/;

/** Which silence a line of a timeline tells of, and why there is one; undefined for other lines. */
export function silenceIn({
  reason,
  detail,
}: Pick<IncidentEvent, 'reason' | 'detail'>): { id: string; reason: string } | undefined {
  const [, id, words = ''] = (REASONS.has(reason) && DETAIL.exec(detail ?? '')) || [];
  return id === undefined ? undefined : { id, reason: words };
}

export function SilenceLink({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return <Link to={linkTo(`/silences/${id}`)}>{t('silences.link')}</Link>;
}
