/**
 * Why an address cannot be a sign of life (REV-6), or null: https on its usual port, without a name or password, on a host that the settings
 * name (`signs.hosts`). Where it leads is checked once more at each look.
 */
export function addressProblem(address: string, hosts: readonly string[]): string | null {
  if (hosts.length === 0) return 'No address can be checked: the settings name no host (`signs.hosts`).';
  if (address.length > MOST) return `Give an address of at most ${MOST} characters.`;
  if (!URL.canParse(address)) return 'Give a whole address, such as https://tool.example.com/healthz.';
  const url = new URL(address);
  if (url.protocol !== 'https:') return 'Give an https address.';
  if (url.username !== '' || url.password !== '') return 'Give an address without a user name or password.';
  if (url.port !== '') return 'Give an address on the usual port of https.';
  if (hosts.includes(url.hostname)) return null;
  return `The host is not among those that the settings name (\`signs.hosts\`): ${hosts.slice(0, SHOWN).join(', ')}.`;
}

const MOST = 500;
const SHOWN = 10;
