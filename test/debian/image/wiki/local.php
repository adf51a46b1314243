<?php
// Everybody may write at once: there is no first-run wizard to click through.
$conf['title'] = 'Wiki';
$conf['tagline'] = 'The first edition';
$conf['useacl'] = 0;
$conf['updatecheck'] = 0;
$conf['savedir'] = '/var/lib/dokuwiki/data';
