import { BlockList, isIP } from 'node:net';

/** Networks of IPv4 that are not the public internet: private, loopback, link-local (and with it metadata), CGNAT, documentation, multicast… */
const CLOSED_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
  // Azure’s metadata and wire server has a public number.
  '168.63.129.16/32',
];

/** Of IPv6 only 2000::/3 is given out; of it, what carries IPv4 (Teredo, 6to4) or is kept for special use is closed. */
const CLOSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const closed = new BlockList();
for (const network of CLOSED_V4) addTo(closed, network, 'ipv4');
for (const network of CLOSED_V6) addTo(closed, network, 'ipv6');
const given = new BlockList();
given.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address is one of the public internet. Mapped, translated, scoped and unreadable ones are not. */
export function isPublicAddress(ip: string): boolean {
  const family = isIP(ip);
  if (family === 4) return !closed.check(ip, 'ipv4');
  if (family !== 6 || ip.includes('%')) return false;
  return given.check(ip, 'ipv6') && !closed.check(ip, 'ipv6');
}

function addTo(list: BlockList, network: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', prefix = ''] = network.split('/');
  list.addSubnet(address, Number(prefix), family);
}
