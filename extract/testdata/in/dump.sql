-- MySQL dump 10.13  Distrib 8.0; it's a comment
DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (
  `id` int NOT NULL AUTO_INCREMENT,
  `full_name` varchar(80) DEFAULT 'x;y',
  `email` varchar(120),
  `balance` decimal(10,2),
  PRIMARY KEY (`id`),
  KEY `k` (`email`)
);
INSERT INTO `users` VALUES (1,'Jane O\'Doe','jane@contoso.example',10.50),(2,'John; (Smith)','john@fabrikam.example',NULL),
(3,'It''s',"max@tailspin.example",ROUND(1.2, 1));
INSERT INTO orders (order_no, contact) VALUES ('4711', 'ana@contoso.example') ON DUPLICATE KEY UPDATE contact='x';
COPY public.people (id, name, phone) FROM stdin;
1	Jane Doe	+1 555 0100
2	John	\N
\.

SELECT 1;
