<?php
foreach (['DB_HOST', 'DB_NAME', 'DB_USER', 'DB_PASSWORD'] as $name) define($name, getenv($name));
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", getenv('SALT') . $name);
    define("{$name}_SALT", $name . getenv('SALT'));
}
// Whatever name it is visited by is its own.
$own = 'http://' . ($_SERVER['HTTP_HOST'] ?? 'localhost');
define('WP_HOME', $own);
define('WP_SITEURL', $own);
define('WP_CONTENT_DIR', '/var/lib/wordpress/wp-content');
define('WP_DEFAULT_THEME', 'twentytwentythree');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
