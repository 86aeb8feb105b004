"""Given names, by which the name of a person is told from other capitalised words.

Given names of Italian authors, and the commonest ones of other European languages: a name that is
missing only means that more must speak for a person (a byline, a citation).
"""

_ITALIAN = """
Ada Adele Adriana Adriano Agata Agnese Agostino Alba Alberta Alberto Alda Aldo Alessandra
Alessandro Alessia Alessio Alfonso Alfredo Alice Alida Alma Amalia Amedeo Amelia Anastasia
Andrea Angela Angelica Angelo Anita Anna Annalisa Annamaria Annarita Antonella Antonia Antonino
Antonio Arianna Armando Arturo Asia Assunta Attilio Augusto Aurelio Aurora Barbara Bartolomeo
Beatrice Benedetta Benedetto Beniamino Bernardo Biagio Bianca Bruna Bruno Camilla Camillo Carla
Carlo Carlotta Carmela Carmelo Carmen Carmine Carola Carolina Caterina Catia Cecilia Celeste
Cesare Chiara Cinzia Ciro Clara Claudia Claudio Clelia Clemente Concetta Corrado Cosimo
Costantino Costanza Cristian Cristiana Cristiano Cristina Dalila Damiano Daniela Daniele Danilo
Daria Dario Davide Debora Deborah Delia Demetrio Denis Denise Desiree Diana Diego Dina Dino
Domenica Domenico Donata Donatella Donato Dora Edda Edoardo Egidio Elda Elena Eleonora Elettra
Eliana Elio Elisa Elisabetta Elsa Elvira Ema Emanuela Emanuele Emilia Emiliano Emilio Emma Enea
Enrica Enrico Enza Enzo Ercole Erica Erika Ermanno Ernesto Ester Ettore Eugenia Eugenio Eva
Evelina Ezio Fabia Fabiana Fabiano Fabio Fabiola Fabrizia Fabrizio Fausta Fausto Federica
Federico Felice Ferdinando Ferruccio Filippo Filomena Fiorella Fiorenza Flavia Flavio Flora
Fosca Franca Francesca Francesco Franco Fulvia Fulvio Gabriele Gabriella Gaetano Gaia Gemma
Gennaro Germana Giacinto Giacomo Giada Giampaolo Giampiero Gian Giancarlo Gianfranco Gianluca
Gianluigi Gianmarco Gianmaria Gianna Gianni Gianpaolo Gilberto Gilda Gina Ginevra Gino Gioele
Gioia Giordana Giordano Giorgia Giorgio Giovanna Giovanni Giuditta Giulia Giuliana Giuliano
Giulio Giuseppe Giuseppina Giusi Giusy Gloria Grazia Graziano Graziella Greta Guglielmo Guido
Ida Ignazio Igor Ilaria Ilario Imma Immacolata Ines Iolanda Irene Iris Irma Isabella Isacco
Italo Ivan Ivana Ivano Ivo Jacopo Katia Lara Laura Lavinia Lea Leandro Leo Leonarda Leonardo
Letizia Lia Licia Lidia Liliana Lino Lisa Livia Livio Loredana Lorella Lorena Lorenza Lorenzo
Loretta Luca Lucia Luciana Luciano Lucio Lucrezia Ludovica Ludovico Luigi Luigia Luisa Maddalena
Mafalda Manfredi Manlio Manuel Manuela Mara Marcella Marcello Marco Margherita Maria Marialuisa
Mariangela Marianna Mariano Mariateresa Marica Marika Marilena Marina Marino Mario Marisa Marta
Martina Martino Marzia Marzio Massimiliano Massimo Matilde Matteo Mattia Maura Mauricio Maurizia
Maurizio Mauro Melania Melissa Mercedes Michela Michelangelo Michele Mila Milena Mimma Mina
Mirco Mirella Miriam Mirko Moira Mona Monia Monica Morena Nadia Natale Natalia Natalina Nazareno
Nazario Nella Nello Nerina Niccolò Nicla Nicola Nicole Nicoletta Nicolò Nina Nino Noemi Norma
Nunzia Nunzio Olga Olimpia Omar Onofrio Orazio Oreste Oriana Orietta Ornella Orsola Oscar
Osvaldo Ottavia Ottavio Paola Paolo Pasquale Patrizia Patrizio Perla Pia Piera Pierangela
Pierangelo Pierluigi Piero Pierpaolo Pietro Pina Pino Pio Primo Prisca Priscilla Quirino Rachele
Raffaela Raffaele Raffaella Raimondo Rebecca Regina Remo Renata Renato Renzo Riccardo Rinaldo
Rita Roberta Roberto Rocco Rodolfo Romano Romeo Romina Romolo Ronaldo Rosa Rosalba Rosalia
Rosanna Rosaria Rosario Rosella Rosita Rossana Rossella Ruggero Sabina Sabrina Salvatore Salvo
Samanta Samantha Samuel Samuela Samuele Sandra Sandro Santa Sante Santo Sara Saverio Sebastiano
Selene Serena Sergio Settimio Silvana Silvano Silvestro Silvia Silvio Simona Simone Simonetta
Sofia Sonia Stefania Stefano Stella Susanna Tamara Tania Tatiana Tecla Teodoro Terenzio Teresa
Teresio Tina Tiziana Tiziano Tommaso Tonia Tullia Tullio Ugo Umberto Urbano Ursula Valentina
Valentino Valeria Valerio Valter Vanda Vanessa Vania Vanna Vasco Vera Veronica Vilma Vincenza
Vincenzo Viola Virgilio Virginia Virginio Vita Vito Vittoria Vittorio Viviana Walter Wanda Wilma
Yuri Zaira Zeno Zoe
"""

_OTHER = """
Aaron Adam Adrian Agnes Ahmed Aisha Alan Albert Alejandro Alex Alexander Alexandra Ali Alison
Allan Amanda Amarjit Amina Amy Ana Anders Andreas Andrew André Angus Ann Anne Annette Anthony
Antoine Anton Arjun Arthur Astrid Barry Beata Ben Benjamin Bernard Beth Bettina Bill Birgit Bob
Brian Bridget Brigitte Carl Carlos Carol Caroline Catherine Charles Charlotte Chris Christian
Christina Christine Christoph Christopher Claire Claus Colin Craig Dan Daniel David Deepak Diane
Dieter Dirk Dominic Donald Donna Dorothy Douglas Edward Eileen Elaine Eleanor Elizabeth Ellen
Emily Eric Erik Ernst Eva Fatima Felix Fernando Fiona Florian Frances Francis Frank François
Françoise Frederick Gareth Gary Geoffrey George Gerald Gerard Giles Gillian Gordon Graham Greg
Gustav Hannah Hans Harold Harriet Harry Heather Heidi Heike Helen Helena Helmut Henri Henrik
Henry Holly Howard Hugh Ian Ingrid Irina Isabel Jack Jacob Jacqueline Jacques James Jan Jane
Janet Jason Javier Jean Jeffrey Jennifer Jens Jeremy Jessica Jill Jim Joan Joanna Jochen Joe
Johan Johann Johanna Johannes John Jon Jonas Jonathan Jordi Jorge Joseph Josephine Joshua José
João Juan Judith Julia Julian Julie Jürgen Karen Karin Karl Kate Katharina Katherine Kathleen
Keith Kelly Kenneth Kerstin Kevin Klaus Kristin Lars Lauren Laurence Laurent Lawrence Leila Lena
Leon Leonard Leslie Linda Louis Louise Lucas Lucy Luis Luise Lydia Lynn Magdalena Malcolm Marc
Marcel Marcus Margaret Margarita Maria Marianne Marie Marion Mark Markus Martha Martin Mary
Mathias Matthew Matthias Maureen Max Maxime Megan Melanie Michael Michel Michelle Miguel Mike
Mohamed Mohammed Monique Nancy Natalie Natasha Nathan Neil Niall Nicholas Nick Nicolas Nigel
Nils Nora Oliver Olivia Olivier Pablo Pamela Pascal Patricia Patrick Paul Paula Pauline Pedro
Peter Petra Philip Philipp Philippe Phillip Pierre Rachel Rainer Ralf Ralph Raymond Reinhard
Richard Robert Robin Roger Roland Ronald Rosemary Rowan Roy Rupert Russell Ruth Ryan Sally Sam
Sandra Sarah Scott Sean Sebastian Sharon Sheila Simon Sophia Sophie Stefan Stephan Stephanie
Stephen Steve Steven Stuart Sue Susan Susanne Suzanne Sven Sylvia Tara Teresa Thierry Thomas Tim
Timothy Tina Tobias Tom Tony Tracy Trevor Ulrich Ulrike Ursula Uwe Valerie Vanessa Victor
Victoria Vincent Wayne Wendy Werner Wilfried Will William Wolfgang Xavier Yves Yvonne
"""

#: Given names in lower case.
GIVEN_NAMES = frozenset(f"{_ITALIAN} {_OTHER}".lower().split())
