<!DOCTYPE html>
<html><head><?php wp_head(); ?></head><body></body></html>
