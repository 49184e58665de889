<?php
// Fills the database, and prints an application password of the user ada.
define('WP_INSTALLING', true);
require __DIR__ . '/www/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification() {}
wp_install('Test', 'ada', 'ada@example.org', false, '', wp_generate_password());
[$password] = WP_Application_Passwords::create_new_application_password(1, ['name' => 'test']);
echo $password;
